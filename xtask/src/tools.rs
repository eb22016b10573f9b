//! Running other programs: folders, steps with their duration, and what to do when a program
//! is missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// The sandbox target of the components.
pub const WASM_TARGET: &str = "wasm32-wasip2";
/// The build profile that the components ship with.
pub const WASM_PROFILE: &str = "wasm";

/// Programs that are needed beside Rust.
pub struct Tool {
    /// Any one of these on PATH will do.
    pub programs: &'static [&'static str],
    /// The Debian package.
    pub package: &'static str,
    /// What it is for, as the end of "is needed for".
    pub purpose: &'static str,
}

/// The browser of the browser test.
pub const CHROMIUM: Tool = Tool {
    programs: &["chromium", "chromium-browser", "google-chrome"],
    package: "chromium",
    purpose: "the browser test",
};
/// Runs the browser test.
pub const NODE: Tool = Tool {
    programs: &["node"],
    package: "nodejs",
    purpose: "the browser test",
};
/// Fetches what the browser test is written with.
pub const NPM: Tool = Tool {
    programs: &["npm"],
    package: "npm",
    purpose: "the browser test",
};
/// Makes certificates, and serves by them.
pub const OPENSSL: Tool = Tool {
    programs: &["openssl"],
    package: "openssl",
    purpose: "the tests over HTTP",
};
/// Compiles libFuzzer.
pub const CXX: Tool = Tool {
    programs: &["c++", "g++", "clang++"],
    package: "g++",
    purpose: "fuzzing",
};
/// Generates load.
pub const WRK: Tool = Tool {
    programs: &["wrk"],
    package: "wrk",
    purpose: "cargo xtask bench",
};

/// The repository's root folder.
pub fn root() -> Result<PathBuf> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let start = match own {
        Some(folder) => folder,
        None => std::env::current_dir().context("there is no current folder")?,
    };
    start
        .ancestors()
        .find(|folder| folder.join("spin.toml").is_file())
        .map(Path::to_path_buf)
        .with_context(|| format!("no spin.toml in or above {}", start.display()))
}

/// Where cargo puts what it builds for this machine.
pub fn target_dir(root: &Path) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root.join(folder),
        None => root.join("target"),
    }
}

/// The release build of the edge node.
pub fn node_binary(root: &Path) -> PathBuf {
    target_dir(root).join("release").join("ngantor")
}

/// A command line and how long it took.
pub type Timed = (String, Duration);

/// One command, shown before it runs and with its duration after.
pub struct Step {
    shown: String,
    command: Command,
}

impl Step {
    /// A command line in a folder; words are split at spaces.
    pub fn new(folder: &Path, line: &str) -> Self {
        let mut words = line.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).current_dir(folder);
        Self {
            shown: line.to_owned(),
            command,
        }
    }

    /// Sets a variable for the command.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it; gives back its line and how long it took.
    pub fn run(mut self) -> Result<Timed> {
        println!("\n$ {}", self.shown);
        let begun = Instant::now();
        let status = self
            .command
            .status()
            .with_context(|| format!("this does not start: {}", self.shown))?;
        let took = begun.elapsed();
        println!("  {:.1} s", took.as_secs_f64());
        if !status.success() {
            bail!("this failed: {}", self.shown);
        }
        Ok((self.shown, took))
    }
}

/// A cargo command for some packages.
pub fn with_packages(line: &str, packages: &[&str]) -> String {
    packages.iter().fold(line.to_owned(), |line, package| {
        format!("{line} --package {package}")
    })
}

/// Makes sure that a tool is there, or says which command installs it.
///
/// On Debian and its kin as root it is installed through apt, and that is said.
pub fn need(tools: &[Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| find(tool).is_none()).collect();
    let Some(first) = missing.first() else {
        return Ok(());
    };
    let packages: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    let packages = packages.join(" ");
    let install = format!("apt-get install --yes --no-install-recommends {packages}");
    if on_path("apt-get").is_none() || !is_root() {
        bail!(
            "{} is needed for {} and is not on PATH. On Debian or Ubuntu this installs what is \
             missing:\n\n  sudo apt-get update && sudo {install}",
            first.package,
            first.purpose
        );
    }
    println!(
        "\n{packages}: needed for {} and missing; installing through apt",
        first.purpose
    );
    let here = Path::new(".");
    Step::new(here, "apt-get update").run()?;
    Step::new(here, &install)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()?;
    match missing.into_iter().find(|tool| find(tool).is_none()) {
        Some(tool) => bail!(
            "{} is still not on PATH after its installation",
            tool.package
        ),
        None => Ok(()),
    }
}

/// Where a tool is.
pub fn find(tool: &Tool) -> Option<PathBuf> {
    tool.programs.iter().find_map(|program| on_path(program))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

fn is_root() -> bool {
    let answer = Command::new("id").arg("-u").output();
    answer.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

/// Makes sure that Rust can build for the sandbox; adds the target through rustup.
pub fn need_wasm_target(root: &Path) -> Result<()> {
    if has_wasm_target(root) {
        return Ok(());
    }
    println!("\nThe Rust target {WASM_TARGET} is missing; adding it through rustup.");
    let added = Step::new(root, &format!("rustup target add {WASM_TARGET}")).run();
    added.map(drop).with_context(|| {
        format!(
            "The components are built for {WASM_TARGET}, and that target could not be added. \
             With rustup and a network, `rustup target add {WASM_TARGET}` adds it; a Rust that \
             comes without rustup needs the package in which its maker ships this target."
        )
    })
}

/// Asked of rustc, not of rustup, so that a Rust without rustup works as well.
fn has_wasm_target(root: &Path) -> bool {
    let answer = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .current_dir(root)
        .stderr(Stdio::null())
        .output();
    answer.is_ok_and(|answer| {
        let folder = String::from_utf8_lossy(&answer.stdout);
        answer.status.success() && Path::new(folder.trim()).is_dir()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_names_its_command() {
        let error = Step::new(Path::new("."), "false --quietly").run();
        assert!(error.unwrap_err().to_string().contains("false --quietly"));
        let error = Step::new(Path::new("."), "no-such-program-at-all").run();
        assert!(error.unwrap_err().to_string().contains("does not start"));
    }

    #[test]
    fn a_program_is_found_on_the_path_or_not_at_all() {
        assert!(on_path("cargo").is_some_and(|file| file.is_absolute()));
        assert_eq!(on_path("no-such-program-at-all"), None);
    }

    #[test]
    fn the_root_is_the_folder_of_spin_toml() {
        assert!(root().unwrap().join("xtask").is_dir());
    }
}
