//! Who holds a lock, asked of the kernel: to try a lock would be to take it.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Every lock of this machine; Linux has it.
const LIST: &str = "/proc/locks";

/// Whether some process holds a lock on a file; none when that cannot be known. Only the
/// file's number is compared: some file systems tell their device to `stat` otherwise than to
/// this list.
pub fn is_held(path: &Path) -> Option<bool> {
    let list = fs::read_to_string(LIST).ok()?;
    let Ok(found) = fs::metadata(path) else {
        return Some(false);
    };
    Some(inodes(&list).contains(&found.ino()))
}

/// The numbers of the locked files. A line is
/// `1: FLOCK  ADVISORY  WRITE 4711 fe:01:12345 0 EOF`.
fn inodes(list: &str) -> HashSet<u64> {
    let fields = list.split_whitespace();
    let places = fields.filter(|field| field.matches(':').count() == 2);
    places
        .filter_map(|place| place.rsplit_once(':')?.1.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_seen_while_it_is_held() {
        let file = tempfile::NamedTempFile::new().unwrap();
        if is_held(file.path()).is_none() {
            return;
        }
        assert_eq!(is_held(file.path()), Some(false));
        file.as_file().lock().unwrap();
        assert_eq!(is_held(file.path()), Some(true));
        file.as_file().unlock().unwrap();
        assert_eq!(is_held(file.path()), Some(false));
    }

    #[test]
    fn the_list_is_read_as_the_kernel_writes_it() {
        let list = "1: FLOCK  ADVISORY  WRITE 4711 fe:01:12345 0 EOF\n\
            2: POSIX  ADVISORY  READ  4712 00:2f:7 128 128\n\
            2: -> POSIX  ADVISORY  WRITE 4713 00:2f:8 128 128\n";
        assert_eq!(inodes(list), HashSet::from([12345, 7, 8]));
    }
}
