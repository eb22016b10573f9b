//! The text files of the repository, read once, without asking git.

use std::collections::BTreeMap;
use std::path::Path;

/// Folders that hold what is built, fetched or made, not what is written.
const SKIPPED: [&str; 5] = [".git", "data", "node_modules", "shots", "target"];

/// Text that becomes source only when its blanks are filled; the test of `new` looks at that.
const TEMPLATES: &str = "xtask/templates";

/// Every text file by its path from the root folder, in alphabetical order.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads a folder and everything below it; files that are no UTF-8 count as empty.
    pub fn read(root: &Path) -> Self {
        let mut tree = Self::default();
        tree.walk(root, "");
        tree
    }

    /// A tree of a test.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let owned = |&(path, text): &(&str, &str)| (path.to_owned(), text.to_owned());
        Self {
            files: files.iter().map(owned).collect(),
        }
    }

    /// The same with some files made or changed.
    #[must_use]
    pub fn with(mut self, files: &[(String, String)]) -> Self {
        self.files.extend(files.iter().cloned());
        self
    }

    fn walk(&mut self, folder: &Path, prefix: &str) {
        // What a build removed in between is none of the tree's.
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let name = entry.file_name().into_string().unwrap();
            let path = format!("{prefix}{name}");
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                let built = entry.path().join("CACHEDIR.TAG").exists();
                if !built && path != TEMPLATES && !SKIPPED.contains(&name.as_str()) {
                    self.walk(&entry.path(), &format!("{path}/"));
                }
            } else if kind.is_file() {
                let Ok(bytes) = std::fs::read(entry.path()) else {
                    continue;
                };
                let text = String::from_utf8(bytes).unwrap_or_default();
                self.files.insert(path, text);
            }
        }
    }

    /// The files whose name has one of these endings, without the dot.
    pub fn ending<'a>(&'a self, endings: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.all().filter(move |(path, _)| {
            let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
            endings.contains(&ending)
        })
    }

    /// Every file.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter();
        files.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is such a file or a folder with files in it.
    pub fn has(&self, path: &str) -> bool {
        let below = format!("{path}/");
        path.is_empty()
            || self.files.contains_key(path)
            || self.files.keys().any(|file| file.starts_with(&below))
    }

    /// The functions: folders of `components/` that hold a Cargo.toml.
    pub fn functions(&self) -> Vec<&str> {
        let inside = self.files.keys().filter_map(|path| {
            let folder = path
                .strip_prefix("components/")?
                .strip_suffix("/Cargo.toml")?;
            (!folder.contains('/')).then_some(folder)
        });
        inside.collect()
    }
}

/// The number of the line, from 1, on which a byte of a text stands.
pub fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count()
}

/// The line of the first occurrence of some words; 1 when they do not occur.
pub fn line_with(text: &str, words: &str) -> usize {
    text.find(words).map_or(1, |at| line_of(text, at))
}

#[test]
fn what_is_built_or_fetched_is_not_read() {
    let folder = std::env::temp_dir().join(format!("xtask-tree-{}", std::process::id()));
    for inside in ["a", "target", "node_modules/b", "elsewhere"] {
        std::fs::create_dir_all(folder.join(inside)).unwrap();
        std::fs::write(folder.join(inside).join("one.rs"), "//! One.\n").unwrap();
    }
    std::fs::write(folder.join("elsewhere/CACHEDIR.TAG"), "").unwrap();
    std::fs::write(folder.join("picture.png"), [0xff, 0xfe]).unwrap();
    let tree = Tree::read(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
    let paths: Vec<&str> = tree.all().map(|(path, _)| path).collect();
    assert_eq!(paths, ["a/one.rs", "picture.png"]);
}
