//! Whom a function trusts outside: authorities that browsers do not know, such as an institution's
//! own, and the certificate that it shows, as `[[client_tls]]` says.

use std::path::Path;
use std::sync::Arc;

use http::uri::Authority;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::outbound_tls::HTTPS_PORT;
use crate::config::client_tls::ClientTls;

/// Hosts that one function asks in another way than by what browsers know.
#[derive(Clone, Default)]
pub struct TrustedHosts(Vec<(String, u16, Arc<ClientConfig>)>);

impl TrustedHosts {
    /// The entries of a function; paths count from `base`. Of two for one host the first counts.
    ///
    /// # Errors
    /// What is wrong, with the file.
    pub fn of(component: &str, (entries, base): (&[ClientTls], &Path)) -> Result<Self, String> {
        let mut hosts = Vec::new();
        let own = |entry: &&ClientTls| entry.component_ids.iter().any(|id| id == component);
        for entry in entries.iter().filter(own) {
            let config = Arc::new(config(entry, base)?);
            for host in &entry.hosts {
                let named: Authority = host
                    .parse()
                    .map_err(|_| format!("[[client_tls]] names no host: {host:?}"))?;
                let port = named.port_u16().unwrap_or(HTTPS_PORT);
                hosts.push((named.host().to_owned(), port, Arc::clone(&config)));
            }
        }
        Ok(Self(hosts))
    }

    /// How a host is asked; `None` as everybody asks it.
    pub fn of_host(&self, authority: &Authority) -> Option<&Arc<ClientConfig>> {
        let asked = authority.port_u16().unwrap_or(HTTPS_PORT);
        let hosts = self.0.iter();
        let named =
            |host: &str, port: u16| host.eq_ignore_ascii_case(authority.host()) && port == asked;
        hosts
            .filter(|(host, port, _)| named(host, *port))
            .map(|(_, _, config)| config)
            .next()
    }
}

fn config(entry: &ClientTls, base: &Path) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    if let Some(file) = &entry.ca_roots_file {
        for certificate in certificates(&base.join(file))? {
            roots
                .add(certificate)
                .map_err(|error| format!("{} is no authority: {error}", file.display()))?;
        }
    }
    if entry
        .ca_webpki_roots
        .unwrap_or(entry.ca_roots_file.is_none())
    {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let config = ClientConfig::builder().with_root_certificates(roots);
    match (&entry.cert_chain_file, &entry.private_key_file) {
        (None, None) => Ok(config.with_no_client_auth()),
        (Some(chain), Some(key)) => {
            let key = base.join(key);
            let read = PrivateKeyDer::from_pem_file(&key);
            let read = read.map_err(|error| unread(&key, &error))?;
            let chain = certificates(&base.join(chain))?;
            let config = config.with_client_auth_cert(chain, read);
            config.map_err(|error| format!("{} does not fit: {error}", key.display()))
        }
        _ => Err("[[client_tls]] needs cert_chain_file and private_key_file, or neither".into()),
    }
}

/// All certificates of a file; an empty one is a mistake.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    let certificates: Vec<_> = read.map_err(|error| unread(path, &error))?;
    match certificates.is_empty() {
        true => Err(format!("{} holds no certificate", path.display())),
        false => Ok(certificates),
    }
}

fn unread(path: &Path, error: &rustls::pki_types::pem::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> ClientTls {
        toml::from_str(text).unwrap()
    }

    fn trusted(component: &str, text: &str) -> Result<TrustedHosts, String> {
        TrustedHosts::of(component, (&[entry(text)], Path::new("")))
    }

    #[test]
    fn an_entry_is_for_its_functions_hosts_and_ports() {
        let text = "component_ids = [\"people\"]\nhosts = [\"sso.example.go.id\", \"a.id:8443\"]";
        let people = trusted("people", text).unwrap();
        let is_named = |authority: &str| people.of_host(&authority.parse().unwrap()).is_some();
        for named in ["sso.example.go.id", "SSO.example.go.id:443", "a.id:8443"] {
            assert!(is_named(named), "{named}");
        }
        for other in [
            "sso.example.go.id:8443",
            "a.id",
            "example.go.id",
            "x.a.id:8443",
        ] {
            assert!(!is_named(other), "{other}");
        }
        let others = trusted("attendance", text).unwrap();
        assert!(others.of_host(&"a.id:8443".parse().unwrap()).is_none());
    }

    #[test]
    fn what_cannot_be_read_or_does_not_fit_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let none = folder.path().join("none.pem");
        std::fs::write(&none, "no certificate").unwrap();
        let of = |rest: &str| {
            let text = format!("component_ids = [\"people\"]\nhosts = [\"a.id\"]\n{rest}");
            trusted("people", &text).map(|_| ()).unwrap_err()
        };
        let gone = of("ca_roots_file = \"/gone/ca.pem\"");
        assert!(gone.starts_with("/gone/ca.pem cannot be read"), "{gone}");
        let empty = of(&format!("ca_roots_file = {none:?}"));
        assert!(empty.ends_with("none.pem holds no certificate"), "{empty}");
        let half = of(&format!("cert_chain_file = {none:?}"));
        assert!(half.contains("private_key_file"), "{half}");
        let words = "component_ids = [\"people\"]\nhosts = [\"no host\"]";
        let host = trusted("people", words).map(|_| ()).unwrap_err();
        assert!(host.contains("\"no host\""), "{host}");
    }
}
