//! What each component imports, pinned: a new import is a new thing that a host must offer,
//! and must be seen in review. `NGANTOR_UPDATE=1` writes the lists anew.

use std::fmt::Write as _;
use std::path::Path;

use wasmparser::{Parser, Payload};

/// What Spin 4 offers to a component (its `spin:up` world, WASI 0.2 and 0.3), as far as these
/// components ask for it. The edge node has the same list, and refuses anything else.
const SPIN_4: [&str; 14] = [
    "spin:key-value/key-value@3.",
    "spin:sqlite/sqlite@3.",
    "spin:variables/variables@3.",
    "wasi:cli/",
    "wasi:clocks/",
    "wasi:filesystem/preopens@0.2.",
    "wasi:filesystem/types@0.2.",
    "wasi:http/client@0.3.",
    "wasi:http/types@0.3.",
    "wasi:io/error@0.2.",
    "wasi:io/poll@0.2.",
    "wasi:io/streams@0.2.",
    "wasi:random/",
    "wasi:sockets/",
];

#[test]
fn components_import_what_is_pinned_and_nothing_that_spin_4_lacks() {
    let functions = functions();
    assert!(functions.len() >= 3, "{functions:?}");
    for function in functions {
        let imports = imports(&function);
        for import in &imports {
            let is_offered = SPIN_4.iter().any(|offer| import.starts_with(offer));
            assert!(
                is_offered,
                "{function} imports {import}, which Spin 4 does not offer"
            );
        }
        let lists_it = |name: &str| imports.iter().any(|import| import.starts_with(name));
        // `people` asks identity providers; those with a directory of their own ask `people`.
        let asks = function != "web";
        assert!(
            asks || !lists_it("wasi:http/client"),
            "{function} sends no requests"
        );
        pin(&function, &imports);
    }
}

fn functions() -> Vec<String> {
    let folder = std::fs::read_dir(ngantor_tests::root().join("components")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

fn imports(function: &str) -> Vec<String> {
    let path = Path::new("target/wasm32-wasip2/wasm").join(format!("{function}.wasm"));
    let wasm = std::fs::read(ngantor_tests::root().join(path)).expect("cargo xtask wasm");
    let mut names = Vec::new();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(&wasm) {
        match payload.unwrap() {
            // Only the component's own imports, not those of what is nested in it.
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(imports) if depth == 0 => {
                names.extend(
                    imports
                        .into_iter()
                        .map(|import| import.unwrap().name.name.to_owned()),
                );
            }
            _ => {}
        }
    }
    names.sort_unstable();
    names
}

fn pin(function: &str, imports: &[String]) {
    let path = ngantor_tests::root().join(format!("components/{function}/imports.txt"));
    let mut text = "# What the component imports: \
        `NGANTOR_UPDATE=1 cargo xtask e2e` writes this.\n"
        .to_owned();
    for import in imports {
        writeln!(text, "{import}").unwrap();
    }
    if std::env::var_os("NGANTOR_UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let pinned = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, pinned, "components/{function}/imports.txt");
}
