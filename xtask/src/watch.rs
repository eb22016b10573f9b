//! Noticing saved files: the `watch` globs of spin.toml, looked at again and again.
//!
//! Polling is plain, works on every file system, and is quick enough for a few hundred files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Result, bail};

/// The files of some globs with their time and length; two of them differ after a save.
pub type Snapshot = BTreeMap<PathBuf, (SystemTime, u64)>;

/// Folders that hold what is built or fetched, not what is written.
const SKIPPED: [&str; 2] = ["target", "node_modules"];

/// A glob of the two forms that spin.toml uses.
#[derive(Debug, PartialEq)]
enum Glob {
    File(PathBuf),
    Below { folder: PathBuf, ending: String },
}

/// Looks at the files of globs, counted from a root folder.
pub fn look(root: &Path, globs: &[String]) -> Result<Snapshot> {
    let mut files = Snapshot::new();
    for glob in globs {
        match parse(glob)? {
            Glob::File(path) => note(&root.join(path), &mut files),
            Glob::Below { folder, ending } => walk(&root.join(folder), &ending, &mut files),
        }
    }
    Ok(files)
}

fn parse(glob: &str) -> Result<Glob> {
    if !glob.contains(['*', '?', '[', '{']) {
        return Ok(Glob::File(glob.into()));
    }
    match glob.split_once("/**/*") {
        Some((folder, ending)) if !format!("{folder}{ending}").contains(['*', '?', '[', '{']) => {
            Ok(Glob::Below {
                folder: folder.into(),
                ending: ending.to_owned(),
            })
        }
        _ => bail!("cargo xtask dev understands watch globs like a/b/**/* or a/b.rs, not {glob}"),
    }
}

fn walk(folder: &Path, ending: &str, files: &mut Snapshot) {
    // A folder may vanish while it is looked at; the next look tells.
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if path.is_dir() {
            if !SKIPPED.contains(&name.as_ref()) {
                walk(&path, ending, files);
            }
        } else if name.ends_with(ending) {
            note(&path, files);
        }
    }
}

fn note(path: &Path, files: &mut Snapshot) {
    if let Ok(meta) = std::fs::metadata(path)
        && let Ok(changed_at) = meta.modified()
    {
        files.insert(path.to_path_buf(), (changed_at, meta.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_of_spin_toml_are_understood_and_odd_ones_named() {
        assert_eq!(parse("spin.toml").unwrap(), Glob::File("spin.toml".into()));
        let below = |folder: &str, ending: &str| Glob::Below {
            folder: folder.into(),
            ending: ending.to_owned(),
        };
        assert_eq!(parse("crates/**/*").unwrap(), below("crates", ""));
        assert_eq!(parse("crates/**/*.rs").unwrap(), below("crates", ".rs"));
        for odd in ["*.rs", "a/*/b", "a/**/*b*", "a/?.rs"] {
            assert!(parse(odd).unwrap_err().to_string().contains(odd));
        }
    }

    #[test]
    fn a_saved_file_changes_the_snapshot() {
        let folder = std::env::temp_dir().join(format!("xtask-watch-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("a/target")).unwrap();
        std::fs::write(folder.join("a/one.rs"), "1").unwrap();
        std::fs::write(folder.join("a/target/built.rs"), "1").unwrap();
        let globs = ["a/**/*".to_owned()];
        let before = look(&folder, &globs).unwrap();
        assert_eq!(before.len(), 1);
        std::fs::write(folder.join("a/one.rs"), "12").unwrap();
        assert_ne!(look(&folder, &globs).unwrap(), before);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
