//! The folder of compiled components: whether what lies there is what was written, and whether
//! the next start will find what it needs.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Finding;
use super::premises::{Premises, needs};
use crate::host::turns::Turns;
use crate::host::{cache, engine};

/// Looks at each component's compiled code, and at what else lies there.
pub fn look(premises: &Premises) -> Vec<Finding> {
    let Some(state_dir) = premises.state_dir() else {
        return needs("compiled components", &premises.files.runtime_config);
    };
    let engine = match engine::engine(&Turns::new(1)) {
        Ok(engine) => engine,
        Err(error) => {
            let means = format!("it does not start on this machine: {error:#}");
            return vec![Finding::wrong("the sandbox", means).so(
                "see whether a limit on address space is set (ulimit -v, LimitAS), or \
                 vm.overcommit_memory is 2",
            )];
        }
    };
    let folder = state_dir.join(cache::FOLDER);
    if !folder.is_dir() {
        let means = "not there yet; the first start makes it, and takes some seconds longer";
        return vec![Finding::fine(folder.display().to_string(), means)];
    }
    let mut findings = Vec::new();
    let mut in_use = HashSet::new();
    for (id, component) in premises.components() {
        // A component that is not there is another check's finding.
        let source = premises.files.folder.join(&component.source);
        let Ok(digest) = cache::digest_of(&source) else {
            continue;
        };
        let path = folder.join(cache::name(&engine, &digest));
        findings.push(of_component(id, &path));
        in_use.insert(path.with_extension(""));
    }
    findings.push(others(&folder, &in_use));
    findings
}

fn of_component(id: &str, path: &Path) -> Finding {
    let at = format!("component {id:?}");
    if !path.exists() {
        return Finding::fine(at, "not compiled yet; the next start takes a second longer");
    }
    match cache::is_as_written(path) {
        Ok(true) => Finding::fine(at, "compiled, and as it was written"),
        Ok(false) => {
            let means = format!("{} was changed on the disk", path.display());
            Finding::warning(at, means).so(
                "the next start makes it anew; where this comes again the disk or the memory \
                 is failing: smartctl, memtest",
            )
        }
        Err(error) => {
            let means = format!(
                "{} cannot be compared with its digest: {error}",
                path.display()
            );
            Finding::warning(at, means).so("the next start makes it anew")
        }
    }
}

/// What no present component uses: left by another version until the next start.
fn others(folder: &Path, in_use: &HashSet<PathBuf>) -> Finding {
    let at = folder.display().to_string();
    match left_over(folder, in_use) {
        Ok((0, n_bytes)) => Finding::fine(at, format!("{} MB", n_bytes >> 20)),
        Ok((n_stale, n_bytes)) => Finding::fine(
            at,
            format!(
                "{} MB, {n_stale} files of other versions; the next start removes them",
                n_bytes >> 20
            ),
        ),
        Err(error) => Finding::wrong(at, format!("cannot be read: {error}"))
            .so("make it belong to the node's user, or remove it: a start makes it anew"),
    }
}

/// How many files belong to no present component, and the bytes of all.
fn left_over(folder: &Path, in_use: &HashSet<PathBuf>) -> io::Result<(usize, u64)> {
    let (mut n_stale, mut n_bytes) = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        n_bytes += entry.metadata()?.len();
        if !in_use.contains(&entry.path().with_extension("")) {
            n_stale += 1;
        }
    }
    Ok((n_stale, n_bytes))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::doctor::Grade;

    fn written(folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name).with_extension("cwasm");
        fs::write(&path, b"compiled").unwrap();
        let digest = Sha256::digest(b"compiled");
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(path.with_extension("sha256"), digest).unwrap();
        path
    }

    #[test]
    fn code_that_was_changed_or_has_no_digest_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = written(dir.path(), "a");
        assert_eq!(of_component("a", &path).grade, Grade::Fine);
        fs::write(&path, b"compilfd").unwrap();
        let changed = of_component("a", &path);
        assert_eq!(changed.grade, Grade::Warning);
        assert!(changed.means.contains("a.cwasm was changed"), "{changed:?}");
        fs::remove_file(path.with_extension("sha256")).unwrap();
        assert!(of_component("a", &path).means.contains("its digest"));
        let missing = of_component("b", &dir.path().join("b.cwasm"));
        assert!(missing.means.contains("not compiled yet"), "{missing:?}");
    }

    #[test]
    fn files_of_other_versions_are_counted() {
        let dir = tempfile::tempdir().unwrap();
        let in_use = HashSet::from([written(dir.path(), "a").with_extension("")]);
        assert_eq!(left_over(dir.path(), &in_use).unwrap().0, 0);
        written(dir.path(), "old");
        assert_eq!(left_over(dir.path(), &in_use).unwrap().0, 2);
        let found = others(dir.path(), &in_use);
        assert!(
            found.means.contains("2 files of other versions"),
            "{found:?}"
        );
        assert_eq!(
            others(&dir.path().join("gone"), &in_use).grade,
            Grade::Wrong
        );
    }
}
