//! What a component imports, held against what the node offers and the manifest grants.
//!
//! A component that would be refused later, in the middle of somebody's work, is refused at
//! the start instead.

use wasmtime::Engine;
use wasmtime::component::Component;

/// What the node offers, by package and major version; an import names a patch version too.
const OFFERED: [&str; 14] = [
    "spin:key-value/key-value@3.",
    "spin:sqlite/sqlite@3.",
    "spin:variables/variables@3.",
    "wasi:cli/*@0.2.",
    "wasi:cli/*@0.3.",
    "wasi:clocks/*@0.2.",
    "wasi:clocks/*@0.3.",
    "wasi:filesystem/*@0.2.",
    "wasi:http/client@0.3.",
    "wasi:http/types@0.3.",
    "wasi:io/*@0.2.",
    "wasi:random/*@0.2.",
    "wasi:random/*@0.3.",
    "wasi:sockets/*@0.2.",
];
const SQLITE: &str = "spin:sqlite/";
const KEY_VALUE: &str = "spin:key-value/";
const OUTBOUND: &str = "wasi:http/client@";
/// What a component must export to be a function.
const HANDLER: &str = "wasi:http/handler@0.3.";

/// What the manifest grants, as far as imports show it.
#[derive(Clone, Copy, Debug)]
pub struct Granted {
    /// Some database.
    pub databases: bool,
    /// Some key-value store.
    pub stores: bool,
    /// Some host, or another component.
    pub hosts: bool,
}

/// Why a component cannot run here.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The node has no such interface.
    #[error("it imports {0}, which neither this node nor Spin 4 offers")]
    NotOffered(String),
    /// The manifest gives it none of what it imports.
    #[error(
        "it imports {import}, but spin.toml grants it nothing of the kind: \
         add `{key} = [\"…\"]` to its table, or take the use out of the component"
    )]
    NotGranted {
        /// The import.
        import: String,
        /// The key of the manifest that would grant it.
        key: &'static str,
    },
    /// It answers no requests.
    #[error("it exports no wasi:http/handler@0.3; build it with spin-sdk 7")]
    NoHandler,
}

/// The imports of a component, sorted.
pub fn imports(engine: &Engine, component: &Component) -> Vec<String> {
    let mut names: Vec<_> = component
        .component_type()
        .imports(engine)
        .map(|(name, _)| name.to_owned())
        .collect();
    names.sort_unstable();
    names
}

/// Whether a component is a function at all.
pub fn check_export(engine: &Engine, component: &Component) -> Result<(), Refusal> {
    component
        .component_type()
        .exports(engine)
        .any(|(name, _)| is_handler(name))
        .then_some(())
        .ok_or(Refusal::NoHandler)
}

/// Whether that is the export by which a function answers requests.
pub fn is_handler(export: &str) -> bool {
    export.starts_with(HANDLER)
}

/// Holds imports against offers and grants.
pub fn check(imports: &[String], granted: Granted) -> Result<(), Refusal> {
    for import in imports {
        if !is_offered(import) {
            return Err(Refusal::NotOffered(import.clone()));
        }
        let key = match import {
            name if name.starts_with(SQLITE) && !granted.databases => "sqlite_databases",
            name if name.starts_with(KEY_VALUE) && !granted.stores => "key_value_stores",
            name if name.starts_with(OUTBOUND) && !granted.hosts => "allowed_outbound_hosts",
            _ => continue,
        };
        return Err(Refusal::NotGranted {
            import: import.clone(),
            key,
        });
    }
    Ok(())
}

fn is_offered(import: &str) -> bool {
    OFFERED.iter().any(|offer| match offer.split_once('*') {
        Some((package, version)) => import
            .strip_prefix(package)
            .and_then(|rest| rest.split_once('@'))
            .is_some_and(|(_, of)| format!("@{of}").starts_with(version)),
        None => import.starts_with(offer),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Granted = Granted {
        databases: false,
        stores: false,
        hosts: false,
    };

    #[test]
    fn what_std_needs_is_offered_to_everyone() {
        let imports = [
            "wasi:cli/environment@0.2.6",
            "wasi:clocks/monotonic-clock@0.3.0",
            "wasi:http/types@0.3.0",
            "wasi:io/streams@0.2.6",
            "spin:variables/variables@3.0.0",
        ]
        .map(str::to_owned);
        assert_eq!(check(&imports, NOTHING), Ok(()));
    }

    #[test]
    fn what_spin_does_not_offer_is_refused_by_name() {
        for import in ["acme:secret/door@1.0.0", "spin:sqlite/sqlite@9.0.0", "env"] {
            let refused = check(&[import.to_owned()], NOTHING);
            assert_eq!(refused, Err(Refusal::NotOffered(import.to_owned())));
        }
    }

    #[test]
    fn an_import_without_its_grant_is_refused_by_name() {
        for (import, key) in [
            ("spin:sqlite/sqlite@3.1.0", "sqlite_databases"),
            ("spin:key-value/key-value@3.0.0", "key_value_stores"),
            ("wasi:http/client@0.3.0", "allowed_outbound_hosts"),
        ] {
            let import = import.to_owned();
            assert_eq!(
                check(std::slice::from_ref(&import), NOTHING),
                Err(Refusal::NotGranted { import, key })
            );
        }
    }
}
