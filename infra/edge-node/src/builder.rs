//! Runs the manifest's build commands, after adding the sandbox target if it is missing.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::config::manifest::Manifest;

/// What components are compiled for.
const TARGET: &str = "wasm32-wasip2";

/// Why the components are not built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The target is missing and cannot be added.
    #[error(
        "the compile target {TARGET} is missing and rustup could not add it ({0}).\n\
         Install Rust by rustup, or add the target by hand: rustup target add {TARGET}"
    )]
    Target(String),
    /// A command does not start.
    #[error("component {component:?}: `{command}` does not start: {source}")]
    NotStarted {
        /// The component.
        component: String,
        /// The command.
        command: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A command failed; its own words stand above.
    #[error("component {component:?}: `{command}` failed")]
    Failed {
        /// The component.
        component: String,
        /// The command.
        command: String,
    },
}

/// Builds every component that has a build command.
///
/// # Errors
/// The first that fails.
pub fn build(manifest: &Manifest, folder: &Path) -> Result<(), BuildError> {
    let builds = || {
        manifest
            .component
            .iter()
            .filter_map(|(id, component)| Some((id, component.build.as_ref()?)))
    };
    let mut commands = builds().flat_map(|(_, build)| build.command.each());
    if commands.any(|command| command.contains(TARGET)) {
        add_target()?;
    }
    for (id, build) in builds() {
        for command in build.command.each() {
            println!("building {id}: {command}");
            run(id, command, folder, &folder.join(&build.workdir))?;
        }
    }
    Ok(())
}

fn run(component: &str, command: &str, folder: &Path, workdir: &Path) -> Result<(), BuildError> {
    let status = Command::new("sh")
        .args(["-c", command])
        .current_dir(workdir)
        // The manifest says where the compiled component will lie; Cargo must not be led
        // elsewhere by whoever called us.
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .stdin(Stdio::null())
        .status()
        .map_err(|source| BuildError::NotStarted {
            component: component.to_owned(),
            command: command.to_owned(),
            source,
        })?;
    if status.success() {
        return Ok(());
    }
    Err(BuildError::Failed {
        component: component.to_owned(),
        command: command.to_owned(),
    })
}

/// Asked of rustc, so that a Rust without rustup but with the target builds as well.
fn has_target() -> bool {
    let answer = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .stderr(Stdio::null())
        .output();
    answer.is_ok_and(|answer| {
        let folder = String::from_utf8_lossy(&answer.stdout);
        answer.status.success() && Path::new(folder.trim()).is_dir()
    })
}

fn add_target() -> Result<(), BuildError> {
    if has_target() {
        return Ok(());
    }
    println!("adding the compile target {TARGET} through rustup");
    let added = Command::new("rustup")
        .args(["target", "add", TARGET])
        .status()
        .map_err(|error| BuildError::Target(error.to_string()))?;
    if added.success() {
        return Ok(());
    }
    Err(BuildError::Target(added.to_string()))
}
