//! What a provider says of itself (OpenID Connect Discovery 1.0), as far as it is used.

use serde::{Deserialize, Serialize};

use super::is_safe_url;

/// Where a provider says it, below the issuer.
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discovery {
    issuer: String,
    /// Where the browser goes.
    pub authorization_endpoint: String,
    /// Where a code becomes tokens.
    pub token_endpoint: String,
    /// Where its keys are.
    pub jwks_uri: String,
    /// Whether it names itself when it sends a browser back (RFC 9207).
    #[serde(default, rename = "authorization_response_iss_parameter_supported")]
    pub names_itself: bool,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

impl Discovery {
    /// Where a provider describes itself.
    pub fn url(issuer: &str) -> String {
        format!("{}{WELL_KNOWN}", issuer.trim_end_matches('/'))
    }

    /// Reads the description of an issuer; `None` for another one's (Discovery §4.3), and for one
    /// that leads where others listen.
    pub fn read(json: &[u8], issuer: &str) -> Option<Self> {
        let read: Self = serde_json::from_slice(json).ok()?;
        let ways = [
            &read.authorization_endpoint,
            &read.token_endpoint,
            &read.jwks_uri,
        ];
        let is_whole = read.issuer == issuer && ways.into_iter().all(|url| is_safe_url(url));
        is_whole.then_some(read)
    }

    /// Whether the client's secret goes in the body: only where the header is not taken, which
    /// is what is taken when it says nothing (Discovery §3).
    pub fn takes_secret_in_body(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_deref();
        methods.is_some_and(|methods| {
            let has = |name: &str| methods.iter().any(|method| method == name);
            has("client_secret_post") && !has("client_secret_basic")
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn document() -> Value {
        json!({
            "issuer": "https://sso.example",
            "authorization_endpoint": "https://sso.example/auth",
            "token_endpoint": "https://sso.example/token",
            "jwks_uri": "https://sso.example/keys",
            "else": ["is", "left", 1],
        })
    }

    fn read(document: &Value) -> Option<Discovery> {
        Discovery::read(document.to_string().as_bytes(), "https://sso.example")
    }

    #[test]
    fn a_description_is_its_issuers_own_and_leads_to_safe_places() {
        assert!(read(&document()).is_some());
        for (field, bad) in [
            ("issuer", "https://sso.example/"),
            ("issuer", "https://evil.example"),
            ("authorization_endpoint", "javascript:alert(1)"),
            ("token_endpoint", "http://sso.example/token"),
            ("jwks_uri", "http://people.spin.internal"),
        ] {
            let mut bent = document();
            bent[field] = json!(bad);
            assert_eq!(read(&bent), None, "{field} {bad}");
        }
        assert_eq!(read(&json!([])), None);
    }

    #[test]
    fn the_secret_goes_in_the_header_unless_only_the_body_is_taken() {
        let told = |methods: Value| {
            let mut document = document();
            document["token_endpoint_auth_methods_supported"] = methods;
            read(&document).unwrap().takes_secret_in_body()
        };
        assert!(!told(Value::Null));
        assert!(!told(json!(["client_secret_post", "client_secret_basic"])));
        assert!(told(json!(["client_secret_post", "private_key_jwt"])));
    }

    #[test]
    fn a_description_stands_below_its_issuer() {
        let told = ["https://a", "https://a/", "https://a/b"].map(Discovery::url);
        let of = |path| format!("https://a{path}/.well-known/openid-configuration");
        assert_eq!(told, [of(""), of(""), of("/b")]);
    }
}
