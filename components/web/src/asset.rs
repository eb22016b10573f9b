//! The embedded files and their precompressed forms; the table is written by `build.rs`.

use crate::encoding::{Accepted, Coding};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One embedded file.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its path below `assets/`.
    pub path: &'static str,
    /// Its content type.
    pub kind: &'static str,
    /// Its bytes as they are.
    pub plain: &'static [u8],
    /// Its bytes in brotli, unless it is compressed by nature.
    pub br: Option<&'static [u8]>,
    /// Its bytes in gzip, unless it is compressed by nature.
    pub gzip: Option<&'static [u8]>,
}

impl File {
    /// The bytes in the smallest form that is accepted, and which form that is.
    ///
    /// A client that refuses even the plain form gets it all the same: RFC 9110 §12.5.3 lets a
    /// server disregard the header, and a page is of more use than a 406.
    pub fn in_coding(&self, accepted: Accepted) -> (&'static [u8], Coding) {
        match (self.br, self.gzip) {
            (Some(bytes), _) if accepted.br => (bytes, Coding::Brotli),
            (_, Some(bytes)) if accepted.gzip => (bytes, Coding::Gzip),
            _ => (self.plain, Coding::Identity),
        }
    }
}

/// The file at a path below `assets/`; only exact names, so no path can climb out.
pub fn find(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
}

/// The shell's entity tag. Weak, because the codings are different bytes of one page.
pub fn shell_tag() -> String {
    format!("W/\"{VERSION}\"")
}
