//! Which functions may follow which: the word of the manifest.

use std::sync::Arc;

use super::is_function_name;

/// A function that may read the journal of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who follows.
    pub client: String,
    /// Whom.
    pub audience: String,
}

/// Reads grants such as `attendance>people`, with spaces between them. `None` when one is no such.
pub fn parse_clients(text: &str) -> Option<Arc<[Grant]>> {
    let grant = |word: &str| {
        let (client, audience) = word.split_once('>')?;
        let fits = is_function_name(client) && is_function_name(audience) && client != audience;
        fits.then(|| Grant {
            client: client.to_owned(),
            audience: audience.to_owned(),
        })
    };
    text.split_whitespace().map(grant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_names_who_follows_whom() {
        let grants = parse_clients(" attendance>people  progress>attendance ").unwrap();
        let told: Vec<_> = grants
            .iter()
            .map(|grant| (grant.client.as_str(), grant.audience.as_str()))
            .collect();
        assert_eq!(told, [("attendance", "people"), ("progress", "attendance")]);
        assert_eq!(parse_clients(""), Some(Arc::from([])));
        for bad in ["attendance", "a>", ">b", "a>b>c", "A>b", "a>a", "a > b"] {
            assert_eq!(parse_clients(bad), None, "{bad}");
        }
    }
}
