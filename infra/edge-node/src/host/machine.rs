//! What the machine says about itself.

use std::fs;

use crate::limits::MACHINE_MEMORY_BYTES;

/// Its memory: what there is, or what the control group of the process leaves of it (both
/// versions: containers and service managers limit memory that way).
pub fn memory_bytes() -> usize {
    let read = |path| fs::read_to_string(path).ok();
    let sources = [
        read("/proc/meminfo").as_deref().and_then(total),
        read("/sys/fs/cgroup/memory.max").as_deref().and_then(bytes),
        read("/sys/fs/cgroup/memory/memory.limit_in_bytes")
            .as_deref()
            .and_then(bytes),
    ];
    sources
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(MACHINE_MEMORY_BYTES)
}

/// "MemTotal:       24683104 kB", in bytes.
fn total(text: &str) -> Option<usize> {
    let rest = text
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let n_kib: usize = rest.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    n_kib.checked_mul(1 << 10)
}

/// A number of bytes; "max" is no limit.
fn bytes(text: &str) -> Option<usize> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_tells_its_memory_in_either_form() {
        let text = "MemFree: 1 kB\nMemTotal:       2097152 kB\n";
        assert_eq!(total(text), Some(2 << 30));
        assert_eq!(total("nothing"), None);
        assert_eq!(bytes("1048576\n"), Some(1 << 20));
        assert_eq!(bytes("max\n"), None);
        assert!(memory_bytes() > 64 << 20);
    }
}
