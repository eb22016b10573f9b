//! `[variables]` of the manifest: what the application can be told from outside.

use std::collections::BTreeMap;

use serde::Deserialize;

/// An application variable.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its value unless something else gives one.
    pub default: Option<String>,
    /// Whether there must be a value.
    #[serde(default)]
    pub required: bool,
    /// Whether it must not be shown.
    #[serde(default)]
    pub secret: bool,
    /// What it is for.
    #[serde(default)]
    pub description: String,
}

/// Whether every variable has a name that can be asked for, and a way to get its value. Spin
/// serves no application either that has another one.
///
/// # Errors
/// The variable, and what is wrong with it.
pub fn check<'a>(
    application: &'a BTreeMap<String, Variable>,
    of_components: impl Iterator<Item = &'a String>,
) -> Result<(), String> {
    let mut names = application.keys().chain(of_components);
    if let Some(name) = names.find(|name| !is_valid(name)) {
        return Err(format!(
            "variable {name:?}: write lower-case words of letters and digits, with single \
             underscores between them"
        ));
    }
    let has_none = |variable: &Variable| !variable.required && variable.default.is_none();
    match application.iter().find(|(_, variable)| has_none(variable)) {
        Some((name, _)) => Err(format!(
            "variable {name:?}: give it a `default`, or write `required = true`"
        )),
        None => Ok(()),
    }
}

/// Lower-case words of letters and digits, joined by single underscores, as Spin has them.
pub fn is_valid(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split('_').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(variables: &str) -> String {
        let variables = toml::from_str(variables).unwrap();
        check(&variables, [].iter()).err().unwrap_or_default()
    }

    #[test]
    fn a_variable_without_a_way_to_its_value_is_named() {
        assert_eq!(said("a = { required = true }\nb = { default = '' }"), "");
        assert!(said("a = { secret = true }").contains("variable \"a\": give it"));
    }

    #[test]
    fn a_name_that_cannot_be_asked_for_is_an_error() {
        for name in ["a", "a1", "a_b", "a_1"] {
            assert_eq!(said(&format!("{name} = {{ default = '' }}")), "");
        }
        for name in ["A", "a-b", "a__b", "a_", "_a", "1a"] {
            let words = said(&format!("{name} = {{ default = '' }}"));
            assert!(words.contains("lower-case"), "{name}: {words}");
        }
    }
}
