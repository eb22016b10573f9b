//! Whether each component is built, whole, and asks for nothing but what this node offers and
//! spin.toml grants.

use std::fs;
use std::path::Path;

use wasmparser::{BinaryReaderError, Parser, Payload, Validator, WasmFeatures};

use super::Finding;
use super::premises::{Premises, needs};
use crate::config::manifest::Component;
use crate::host::imports::{self, Granted, Refusal};

/// Looks at each component's file.
pub fn look(premises: &Premises) -> Vec<Finding> {
    if premises.manifest.is_err() {
        return needs("components", &premises.files.manifest);
    }
    let components = premises.components();
    components
        .map(|(id, component)| of_component(id, component, &premises.files.folder))
        .collect()
}

fn of_component(id: &str, component: &Component, folder: &Path) -> Finding {
    let path = folder.join(&component.source);
    let at = format!("component {id:?}");
    let wasm = match fs::read(&path) {
        Ok(wasm) => wasm,
        Err(error) => {
            return Finding::wrong(at, format!("{} cannot be read: {error}", path.display()))
                .so("build it: ngantor build");
        }
    };
    if !Parser::is_component(&wasm) {
        let means = format!("{} is no component", path.display());
        return Finding::wrong(at, means).so("build it anew, or fetch it again: ngantor build");
    }
    match outside(&wasm) {
        Err(error) => {
            let means = format!("{} is no whole component: {error}", path.display());
            Finding::wrong(at, means).so("build it anew, or fetch it again: ngantor build")
        }
        Ok(outside) => match fits(component, &outside) {
            Ok(()) => Finding::fine(at, format!("{} KB, fits this node", wasm.len() / 1000)),
            Err(refusal) => Finding::wrong(at, refusal.to_string())
                .so("take the component and the spin.toml of one release"),
        },
    }
}

fn fits(component: &Component, outside: &Outside) -> Result<(), Refusal> {
    let granted = Granted {
        databases: !component.sqlite_databases.is_empty(),
        stores: !component.key_value_stores.is_empty(),
        hosts: !component.allowed_outbound_hosts.is_empty(),
    };
    imports::check(&outside.imports, granted)?;
    let mut exports = outside.exports.iter();
    exports
        .any(|name| imports::is_handler(name))
        .then_some(())
        .ok_or(Refusal::NoHandler)
}

/// What a component shows of itself.
#[derive(Debug, Default)]
struct Outside {
    imports: Vec<String>,
    exports: Vec<String>,
}

/// Reads a whole component without compiling it.
fn outside(wasm: &[u8]) -> Result<Outside, BinaryReaderError> {
    Validator::new_with_features(WasmFeatures::all()).validate_all(wasm)?;
    let mut outside = Outside::default();
    // Only what is the component's own, not what is nested in it.
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    outside.imports.push(import?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    outside.exports.push(export?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(outside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Grade;

    /// The smallest component: a head and nothing else.
    const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";
    /// One with a section of which nothing came.
    const CUT: &[u8] = b"\0asm\x0d\0\x01\0\x01\x08";

    fn component() -> Component {
        toml::from_str("source = \"a.wasm\"").unwrap()
    }

    #[test]
    fn what_is_missing_cut_short_or_no_function_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let found = || of_component("a", &component(), dir.path());
        let missing = found();
        assert!(missing.next.unwrap().contains("ngantor build"));
        for (bytes, words) in [
            (&EMPTY[..7], "is no component"),
            (b"an error page", "is no component"),
            (b"\0asm\x01\0\0\0", "is no component"),
            (CUT, "no whole component"),
            (EMPTY, "it exports no wasi:http/handler"),
        ] {
            fs::write(dir.path().join("a.wasm"), bytes).unwrap();
            let found = found();
            assert_eq!(found.grade, Grade::Wrong);
            assert!(found.means.contains(words), "{found:?}");
        }
    }

    #[test]
    fn what_is_not_granted_is_named() {
        let outside = Outside {
            imports: vec!["spin:sqlite/sqlite@3.1.0".to_owned()],
            exports: vec!["wasi:http/handler@0.3.0".to_owned()],
        };
        let refused = fits(&component(), &outside).unwrap_err();
        assert!(
            refused.to_string().contains("sqlite_databases"),
            "{refused}"
        );
        let granted = toml::from_str("source = \"a\"\nsqlite_databases = [\"a\"]").unwrap();
        assert_eq!(fits(&granted, &outside), Ok(()));
    }
}
