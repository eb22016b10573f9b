//! Compiled components, kept between starts.
//!
//! A file is named by the digest of the component and by everything in the engine that shapes
//! its code, so a stale one is never found.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::data_dir::private_folder;

/// Its name in the state directory.
pub const FOLDER: &str = "cache";

/// The folder of compiled components.
pub struct Cache {
    folder: PathBuf,
}

/// A component and where it came from.
pub struct Loaded {
    /// The component.
    pub component: Component,
    /// Whether an earlier start had compiled it.
    pub was_cached: bool,
    /// The name of its file in the cache.
    pub file: String,
}

impl Cache {
    /// Makes the folder below the state directory, for the node's user alone.
    pub fn open(state_dir: &Path) -> io::Result<Self> {
        let folder = state_dir.join(FOLDER);
        private_folder(&folder)?;
        Ok(Self { folder })
    }

    /// Takes the component in a file of this digest from the cache, or compiles it and keeps the
    /// result.
    pub fn load(&self, engine: &Engine, source: &Path, digest: &str) -> wasmtime::Result<Loaded> {
        let file = name(engine, digest);
        if let Some(component) = read(engine, &self.folder.join(&file)) {
            return Ok(Loaded {
                component,
                was_cached: true,
                file,
            });
        }
        let wasm = fs::read(source)?;
        // Asked again: the file may have been replaced since.
        let file = name(engine, &hex(&Sha256::digest(&wasm)));
        let component = Component::from_binary(engine, &wasm)?;
        if let Err(error) = write(&self.folder.join(&file), &component.serialize()?) {
            // Only the next start is slower for it.
            tracing::warn!(%error, "a compiled component could not be kept");
        }
        Ok(Loaded {
            component,
            was_cached: false,
            file,
        })
    }

    /// Removes every file but those that this start uses.
    pub fn prune(&self, in_use: &[String]) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let path = entry.path();
            let is_of = |file: &String| path.file_stem() == Path::new(file).file_stem();
            if !in_use.iter().any(is_of) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// The name of a compiled component's file, by the digest of the component.
pub fn name(engine: &Engine, digest: &str) -> String {
    let mut shape = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut shape);
    format!("{digest}-{:016x}.cwasm", shape.finish())
}

/// The SHA-256 of a file, which is read piece by piece: read whole, some megabytes would stay with
/// the allocator for as long as the node has nothing to do.
///
/// # Errors
/// When it cannot be read.
pub fn digest_of(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    io::copy(&mut File::open(path)?, &mut digest)?;
    Ok(hex(&digest.finalize()))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file beside a compiled component that holds its digest: compiled code is run as it
/// lies there, so one flipped bit on a worn card could do anything.
fn sum(path: &Path) -> PathBuf {
    path.with_extension("sha256")
}

/// Whether a compiled component is what was written.
///
/// # Errors
/// When it or its digest cannot be read.
pub fn is_as_written(path: &Path) -> io::Result<bool> {
    Ok(fs::read_to_string(sum(path))? == digest_of(path)?)
}

fn read(engine: &Engine, path: &Path) -> Option<Component> {
    if !path.is_file() {
        return None;
    }
    if !is_as_written(path).unwrap_or(false) {
        tracing::warn!("a compiled component was changed on the disk and is made anew");
        return None;
    }
    // SAFETY: the bytes must come from `Component::serialize` and must not change while they
    // are mapped. The folder is ours alone (inside the locked state directory, which each
    // start closes to others), files in it are written whole and renamed into place, never
    // written again, and were compared with their digest just now.
    #[expect(
        unsafe_code,
        reason = "wasmtime trusts compiled code; so do we, see above"
    )]
    let component = unsafe { Component::deserialize_file(engine, path) };
    match component {
        Ok(component) => Some(component),
        Err(error) => {
            tracing::warn!(%error, "a compiled component is unreadable and is made anew");
            None
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole(path, bytes)?;
    write_whole(&sum(path), hex(&Sha256::digest(bytes)).as_bytes())
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)
}
