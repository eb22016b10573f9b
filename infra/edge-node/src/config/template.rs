//! `{{ name }}` in the manifest's texts.

use std::collections::BTreeMap;

/// Puts the application's variables into a text.
///
/// # Errors
/// What is wrong, in words: braces that do not close, or a variable that is not there.
pub fn fill(text: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after
            .split_once("}}")
            .ok_or_else(|| format!("{text:?} has an opening {{{{ without its end"))?;
        let name = name.trim();
        let value = variables
            .get(name)
            .ok_or_else(|| format!("{text:?} names the variable {name:?}, which has no value"))?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in_and_missing_ones_are_named() {
        let variables = BTreeMap::from([("host".to_owned(), "example.org".to_owned())]);
        for (text, expected) in [
            ("plain", "plain"),
            (
                "https://{{ host }}:{{host}}",
                "https://example.org:example.org",
            ),
        ] {
            assert_eq!(fill(text, &variables).unwrap(), expected);
        }
        assert!(
            fill("{{ port }}", &variables)
                .unwrap_err()
                .contains("\"port\"")
        );
        assert!(
            fill("{{ host", &variables)
                .unwrap_err()
                .contains("without its end")
        );
    }
}
