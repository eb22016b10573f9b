//! The catalogues: equal keys, equal marks, nothing missing and nothing left over.

use std::collections::{BTreeMap, BTreeSet};

use crate::scripts;

type Catalogue = BTreeMap<String, String>;

/// What is said on all pages, and what on those that are loaded when they are opened.
fn catalogue(language: &str) -> Catalogue {
    let mut all = part(&format!("js/texts/{language}.js"));
    let n_first = all.len();
    let later = later(language);
    let n_later = later.len();
    all.extend(later);
    assert_eq!(all.len(), n_first + n_later, "a key stands in both parts");
    all
}

fn later(language: &str) -> Catalogue {
    let mut all = part(&format!("js/texts/later/{language}.js"));
    let n_most = all.len();
    let files = part(&format!("js/texts/later/{language}-files.js"));
    let n_files = files.len();
    all.extend(files);
    assert_eq!(all.len(), n_most + n_files, "a key stands in both parts");
    all
}

/// A part is a module whose default export is JSON but for a last comma, and the part that it takes
/// in.
fn part(path: &str) -> Catalogue {
    let text = scripts().find(|(name, _)| *name == path).unwrap().1;
    let json = text
        .split_once("export default ")
        .unwrap()
        .1
        .trim_end()
        .trim_end_matches(';');
    let catalogue: Catalogue =
        serde_json::from_str(&json.replace("  ...files,\n", "").replace(",\n}", "\n}")).unwrap();
    let n_keys = json.lines().filter(|line| line.starts_with("  \"")).count();
    assert_eq!(catalogue.len(), n_keys, "{path} has a key twice");
    catalogue
}

/// What stands between `start` and the closing quote, for each call in the code.
fn arguments(start: &str, end: char) -> BTreeSet<String> {
    scripts()
        .filter(|(path, _)| !path.starts_with("js/texts/"))
        .flat_map(|(_, text)| text.split(start).skip(1))
        .map(|rest| rest.split(end).next().unwrap().to_owned())
        // The ends of `import(` and `get(` look like a call of `t(` too.
        .filter(|argument| !argument.starts_with(['.', '/']))
        .collect()
}

/// Keys that the code asks for by a literal: every quoted word that looks like one of ours.
fn quoted() -> BTreeSet<String> {
    scripts()
        .filter(|(path, _)| !path.starts_with("js/texts/"))
        .flat_map(|(_, text)| text.split('"'))
        .map(str::to_owned)
        .collect()
}

fn marks(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn both_languages_have_the_same_keys_and_marks() {
    let (id, en) = (catalogue("id"), catalogue("en"));
    assert_eq!(id.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, text) in &id {
        assert_eq!(marks(text), marks(&en[key]), "{key}");
        assert!(
            !text.trim().is_empty() && !en[key].trim().is_empty(),
            "{key}"
        );
    }
}

#[test]
fn every_key_that_the_code_uses_exists() {
    let texts = catalogue("id");
    let literal: BTreeSet<_> = [" t(\"", "(t(\"", "{t(\"", "[t(\""]
        .iter()
        .flat_map(|start| arguments(start, '"'))
        .chain(arguments("title: \"", '"'))
        .collect();
    assert!(literal.len() > 50, "the search found only {literal:?}");
    for key in &literal {
        assert!(texts.contains_key(key), "{key} is used but in no catalogue");
    }
    for key in arguments("tn(\"", '"') {
        for form in ["one", "other"] {
            assert!(
                texts.contains_key(&format!("{key}.{form}")),
                "{key}.{form} is missing"
            );
        }
    }
    for prefix in arguments("t(`", '$') {
        assert!(
            texts.keys().any(|key| key.starts_with(&prefix)),
            "nothing begins with {prefix}"
        );
    }
}

#[test]
fn no_page_of_the_first_visit_says_what_is_loaded_later() {
    let later = later("id");
    let folders = [
        "js/files/",
        "js/links/",
        "js/records/",
        "js/month/",
        "js/receipt/",
        "js/requests/",
        "js/work/",
        "js/assignments/",
        "js/activities/",
        "js/team/",
        "js/setup/",
        "js/device/",
        "js/texts/",
    ];
    let is_first = |path: &str| !folders.iter().any(|folder| path.starts_with(folder));
    for (path, text) in scripts().filter(|(path, _)| is_first(path)) {
        let word = text.split('"').find(|word| later.contains_key(*word));
        assert_eq!(word, None, "{path} says it");
    }
}

#[test]
fn every_value_that_completes_a_key_has_a_text() {
    let texts = catalogue("id");
    let expected = [
        (
            "mode",
            &["office", "other_office", "home", "duty_travel", "other"][..],
        ),
        ("direction", &["in", "out"]),
        (
            "outcome",
            &[
                "signed_in",
                "wrong_password",
                "wrong_code",
                "password_changed",
                "password_reset",
                "refresh_reused",
                "second_factor_set",
                "second_factor_removed",
                "provider_linked",
                "provider_unlinked",
            ],
        ),
        ("way_in", &["password", "passkey", "provider"]),
        ("said", &["in", "out", "kept"]),
        ("state", &["in", "out", "none"]),
        ("punch.claim", &["late", "too_late", "ahead"]),
        ("greeting", &["morning", "noon", "afternoon", "evening"]),
    ];
    for (prefix, values) in expected {
        for value in values {
            assert!(
                texts.contains_key(&format!("{prefix}.{value}")),
                "{prefix}.{value}"
            );
        }
    }
}

#[test]
fn no_text_is_left_over() {
    let literal = quoted();
    let plural = arguments("tn(\"", '"');
    let prefixes: BTreeSet<_> = arguments("t(`", '$').into_iter().collect();
    for key in catalogue("id").keys() {
        let used = literal.contains(key)
            || plural.iter().any(|stem| key.starts_with(stem.as_str()))
            || prefixes
                .iter()
                .any(|prefix| key.starts_with(prefix.as_str()));
        assert!(used, "{key} is in the catalogues but used nowhere");
    }
}
