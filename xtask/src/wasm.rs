//! `cargo xtask wasm`: the components as they ship, and how large they are.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::manifest::Manifest;
use crate::tools::{self, Step, Timed, WASM_PROFILE, WASM_TARGET};

/// Builds every component and prints the sizes.
pub fn run() -> Result<()> {
    let root = tools::root()?;
    let manifest = Manifest::read(&root)?;
    build_all(&root, &manifest)?;
    print_sizes(&root, &manifest)
}

/// Builds every component.
pub fn build_all(root: &Path, manifest: &Manifest) -> Result<Vec<Timed>> {
    let functions = manifest.functions();
    functions.map(|function| build(root, function)).collect()
}

/// Builds one package by the command that spin.toml has for a function of this name.
///
/// One at a time, although several would use the cores better: cargo unites the features of
/// what it builds together, and that is not what ships.
pub fn build(root: &Path, package: &str) -> Result<Timed> {
    tools::need_wasm_target(root)?;
    let line = format!("cargo build --profile {WASM_PROFILE} --target {WASM_TARGET}");
    let built = Step::new(root, &tools::with_packages(&line, &[package])).run()?;
    put_where_spin_looks(root, package)?;
    Ok(built)
}

/// Lints what only the sandbox compiles: the doors of the functions, the tests' guest.
pub fn lint(root: &Path, packages: &[&str]) -> Result<Timed> {
    tools::need_wasm_target(root)?;
    let line = format!("cargo clippy --target {WASM_TARGET}");
    let line = tools::with_packages(&line, packages);
    Step::new(root, &format!("{line} -- -D warnings")).run()
}

/// spin.toml names the components in `target/`; CARGO_TARGET_DIR may have led elsewhere.
fn put_where_spin_looks(root: &Path, package: &str) -> Result<()> {
    let inside = Path::new(WASM_TARGET).join(WASM_PROFILE);
    let built = tools::target_dir(root)
        .join(&inside)
        .join(format!("{package}.wasm"));
    let folder = root.join("target").join(&inside);
    let wanted = folder.join(format!("{package}.wasm"));
    // A package that is only a library makes no component.
    if built == wanted || !built.is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(&built, &wanted)
        .with_context(|| format!("{} cannot be copied", built.display()))?;
    Ok(())
}

/// Prints each component's size as it lies on disk.
pub fn print_sizes(root: &Path, manifest: &Manifest) -> Result<()> {
    println!();
    for (function, component) in &manifest.component {
        let path = root.join(&component.source);
        let meta = std::fs::metadata(&path).with_context(|| {
            format!("{function} was built, but {} is not there", path.display())
        })?;
        println!("  {function:<14} {:>7} KiB", meta.len().div_ceil(1024));
    }
    Ok(())
}
