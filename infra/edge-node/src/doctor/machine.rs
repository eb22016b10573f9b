//! Versions, file handles, memory: what a person who is asked for help asks first.

use std::fs;
use std::path::Path;

use rustix::process::{Resource, getrlimit};

use super::Finding;
use super::premises::Premises;
use crate::limits::{CONNECTIONS_HTTP_MAX, FILES_BESIDE_CONNECTIONS, MEMORY_WANTED_BYTES};

/// As the root Cargo.toml pins it; a test holds the two together.
const WASMTIME: &str = "48.0.8";
const MEMORY: &str = "/proc/meminfo";
const KERNEL: &str = "/proc/sys/kernel/osrelease";
const GROUP: &str = "/proc/self/cgroup";
const GROUPS: &str = "/sys/fs/cgroup";

/// Looks at the machine; the premises do not matter to it.
pub fn look(_premises: &Premises) -> Vec<Finding> {
    vec![
        versions(),
        // The node raises its own limit to this.
        files(getrlimit(Resource::Nofile).maximum),
        memory(&fs::read_to_string(MEMORY).unwrap_or_default()),
        share(own_limit()),
    ]
}

fn versions() -> Finding {
    let kernel = fs::read_to_string(KERNEL).unwrap_or_default();
    let kernel = match kernel.trim() {
        "" => "unknown",
        text => text,
    };
    Finding::fine(
        "versions",
        format!(
            "ngantor {}, SQLite {}, wasmtime {WASMTIME}, {} {kernel} on {}",
            env!("CARGO_PKG_VERSION"),
            rusqlite::version(),
            std::env::consts::OS,
            std::env::consts::ARCH,
        ),
    )
}

/// `limit`: none where there is none.
fn files(limit: Option<u64>) -> Finding {
    const AT: &str = "file handles";
    let wanted = (CONNECTIONS_HTTP_MAX + FILES_BESIDE_CONNECTIONS) as u64;
    match limit {
        Some(limit) if limit < wanted => Finding::warning(
            AT,
            format!("{limit} for this shell; a node under full load takes {wanted}"),
        )
        .so("LimitNOFILE=65536 in the service's unit, or ulimit -Hn 65536 before a start by hand"),
        Some(limit) => Finding::fine(AT, format!("{limit}")),
        None => Finding::fine(AT, "no limit"),
    }
}

/// What the kernel thinks a new program can have without swapping.
fn memory(list: &str) -> Finding {
    const AT: &str = "memory";
    let of = |name: &str| {
        let line = list.lines().find_map(|line| line.strip_prefix(name))?;
        let n_kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(n_kib << 10)
    };
    match (of("MemAvailable:"), of("MemTotal:")) {
        (Some(free), Some(all)) => {
            let means = format!("{} MB of {} MB can be had", free >> 20, all >> 20);
            if free >= MEMORY_WANTED_BYTES {
                return Finding::fine(AT, means);
            }
            let wanted = MEMORY_WANTED_BYTES >> 20;
            Finding::warning(AT, format!("{means}; a busy office wants {wanted} MB"))
                .so("end what else runs on this machine, or give it more memory")
        }
        _ => Finding::unknown(AT, "this system does not tell"),
    }
}

/// The memory that the service manager or container lets this process have; none where it
/// sets no limit.
fn own_limit() -> Option<u64> {
    let groups = fs::read_to_string(GROUP).ok()?;
    let own = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    // A limit of any group above counts too.
    let folder = Path::new(GROUPS).join(own);
    let folders = folder
        .ancestors()
        .take_while(|path| path.starts_with(GROUPS));
    let limits = folders.filter_map(|path| fs::read_to_string(path.join("memory.max")).ok());
    limits.filter_map(|text| text.trim().parse().ok()).min()
}

fn share(limit: Option<u64>) -> Finding {
    const AT: &str = "memory limit";
    match limit {
        None => Finding::fine(AT, "none for this shell"),
        Some(limit) if limit < MEMORY_WANTED_BYTES => {
            let wanted = MEMORY_WANTED_BYTES >> 20;
            let means = format!(
                "{} MB for this shell; a busy office wants {wanted} MB",
                limit >> 20
            );
            Finding::warning(AT, means)
                .so("MemoryMax= in the service's unit, or the container's limit")
        }
        Some(limit) => Finding::fine(AT, format!("{} MB for this shell", limit >> 20)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Grade;

    #[test]
    fn the_named_wasmtime_is_the_pinned_one() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
        let pinned = fs::read_to_string(root).unwrap();
        assert!(pinned.contains(&format!("wasmtime = {{ version = \"={WASMTIME}\"")));
    }

    #[test]
    fn too_few_file_handles_are_named() {
        let wanted = (CONNECTIONS_HTTP_MAX + FILES_BESIDE_CONNECTIONS) as u64;
        assert_eq!(files(Some(wanted)).grade, Grade::Fine);
        assert_eq!(files(None).grade, Grade::Fine);
        let found = files(Some(wanted - 1));
        assert_eq!(found.grade, Grade::Warning);
        assert!(found.next.unwrap().contains("LimitNOFILE"));
    }

    #[test]
    fn little_memory_is_named() {
        let list =
            |kib: u64| format!("MemTotal:  1000000 kB\nMemFree: 1 kB\nMemAvailable: {kib} kB\n");
        let wanted_kib = MEMORY_WANTED_BYTES >> 10;
        assert_eq!(memory(&list(wanted_kib)).grade, Grade::Fine);
        assert_eq!(memory(&list(wanted_kib - 1)).grade, Grade::Warning);
        assert_eq!(memory("").grade, Grade::Unknown);
        assert_eq!(share(Some(MEMORY_WANTED_BYTES)).grade, Grade::Fine);
        assert_eq!(share(Some(MEMORY_WANTED_BYTES - 1)).grade, Grade::Warning);
    }
}
