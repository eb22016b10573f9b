//! `cargo xtask fuzz`: lets libFuzzer look for bytes that break what the edge node reads.
//!
//! What has to hold, the targets and their seeds are in `infra/edge-node/fuzz`. cargo-fuzz wants
//! a nightly Rust for its sanitizers, which safe code has little use for; the instrumentation
//! that leads libFuzzer is a matter of flags that every Rust takes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::tools::{self, CXX, Step, Timed, Tool};

/// What fuzzing needs beside Rust.
pub const TOOLS: [Tool; 1] = [CXX];
/// How long each target runs in CI.
pub const SECONDS: u32 = 10;

const FOLDER: &str = "infra/edge-node/fuzz";
/// Counts each way through the code, and tells what is compared with what; overflows and
/// debug assertions count as faults too.
const INSTRUMENTED: [&str; 8] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cdebug-assertions",
    "-Ccodegen-units=1",
];
/// The longest input; nothing here has a limit that a longer one would reach.
const INPUT_MAX_BYTES: u32 = 4096;
/// An input that takes longer is a fault.
const INPUT_MAX_SECONDS: u32 = 5;
/// Files of the office that are seeds as well, by their target.
const OWN: [(&str, &str); 2] = [
    ("manifest", "spin.toml"),
    ("runtime_config", "runtime-config.toml"),
];

/// Builds and runs every target.
pub fn run(seconds: u32) -> Result<()> {
    let root = tools::root()?;
    tools::need(&TOOLS)?;
    each(&root, seconds).map(drop)
}

/// The same, and how long each took; the first counterexample ends it.
pub fn each(root: &Path, seconds: u32) -> Result<Vec<Timed>> {
    // With a target named, flags are for that alone, not for what runs during the build.
    let host = host()?;
    let build = format!(
        "cargo build --release --package ngantor-fuzz --features libfuzzer --target {host}"
    );
    let built = Step::new(root, &build)
        .env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTED.join("\u{1f}"))
        .run()?;
    let programs = tools::target_dir(root).join(host).join("release");
    let mut done = vec![built];
    for target in targets(root)? {
        done.push(search(root, &programs.join(&target), &target, seconds)?);
    }
    Ok(done)
}

/// New inputs are kept in `target/fuzz/<target>`, so that the next run begins with them.
fn search(root: &Path, program: &Path, target: &str, seconds: u32) -> Result<Timed> {
    let kept = tools::target_dir(root).join("fuzz").join(target);
    let found = kept.join("inputs");
    fs::create_dir_all(&found)?;
    for (_, file) in OWN.iter().filter(|(of, _)| *of == target) {
        fs::copy(root.join(file), found.join(file))?;
    }
    let command = format!(
        "{} -max_total_time={seconds} -max_len={INPUT_MAX_BYTES} -timeout={INPUT_MAX_SECONDS} \
         -verbosity=0 -print_final_stats=1 -artifact_prefix={}/ {} {FOLDER}/seeds/{target}",
        program.display(),
        kept.display(),
        found.display(),
    );
    Step::new(root, &command).run().with_context(|| {
        format!(
            "{target}: the input lies in {}; mend the code, and keep the input in \
             {FOLDER}/seeds/{target}, where plain `cargo test` reads it",
            kept.display()
        )
    })
}

/// Every target by its file.
fn targets(root: &Path) -> Result<Vec<String>> {
    let files = fs::read_dir(root.join(FOLDER).join("fuzz_targets"))?;
    let paths = files.map(|file| Ok(file?.path()));
    let paths: Vec<PathBuf> = paths.collect::<Result<_>>()?;
    let names = paths.iter().filter_map(|path| path.file_stem()?.to_str());
    let mut names: Vec<_> = names.map(str::to_owned).collect();
    names.sort_unstable();
    ensure!(!names.is_empty(), "{FOLDER} has no targets");
    Ok(names)
}

/// The platform that this Rust compiles for unless told otherwise.
fn host() -> Result<String> {
    let answer = Command::new("rustc").arg("-vV").output()?;
    let text = String::from_utf8_lossy(&answer.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).context("`rustc -vV` names no host")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_declared_and_has_seeds() {
        let root = tools::root().unwrap();
        let folder = root.join(FOLDER);
        let declared = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        for target in targets(&root).unwrap() {
            let path = format!("path = \"fuzz_targets/{target}.rs\"");
            assert!(declared.contains(&path), "{target} is not declared");
            assert!(folder.join("seeds").join(&target).is_dir(), "{target}");
        }
    }

    #[test]
    fn this_rust_names_its_host() {
        assert!(host().unwrap().contains('-'));
    }
}
