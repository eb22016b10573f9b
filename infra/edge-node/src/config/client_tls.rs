//! `[[client_tls]]` of `runtime-config.toml`, as Spin has it: which authorities a function trusts
//! when it asks a host by HTTPS, and the certificate that it shows there.

use std::path::PathBuf;

use serde::Deserialize;

/// An entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientTls {
    /// The functions that it is for.
    pub component_ids: Vec<String>,
    /// The hosts that it is for: `sso.example.go.id`, or with a port, `sso.example.go.id:8443`.
    pub hosts: Vec<String>,
    /// PEM: the authorities that are trusted.
    pub ca_roots_file: Option<PathBuf>,
    /// Whether those that browsers know are trusted as well. When left out, only where there is
    /// no file of others.
    pub ca_webpki_roots: Option<bool>,
    /// PEM: what is shown to the host, with what vouches for it.
    pub cert_chain_file: Option<PathBuf>,
    /// PEM: the key to that.
    pub private_key_file: Option<PathBuf>,
}
