//! Changing the secrets that the node keeps: new ones come, and the ones before are kept beside
//! them until the operator has them forgotten.
//!
//! A function may have closed something by the old secret, and closes it anew when it starts. So
//! the old one is not forgotten before every function has started once.

use std::fs::{self, File};
use std::path::Path;

use super::manifest::Manifest;
use super::secret::Secret;
use super::secrets::{FILE, SecretsError, Values, random, read, write};

/// In the state directory while no node has started since the secrets were changed.
const PENDING: &str = "secrets.changed";

/// Why the secrets stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// As when they are made.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The manifest keeps none.
    #[error("spin.toml names no secret with a `previous` one")]
    NothingToChange,
    /// They would be lost.
    #[error("the secrets before these are still kept; `ngantor forget-secrets` drops them")]
    StillKept,
    /// A function may need them.
    #[error("start the node once before: its functions close anew what the old secrets closed")]
    NotStarted,
    /// There are none.
    #[error("no secrets of before are kept")]
    NothingToForget,
    /// The file does not decide.
    #[error("{0} comes from the environment; change it there")]
    Environment(String),
}

/// Makes new secrets, and keeps the old ones as previous. For whoever holds the state directory.
///
/// # Errors
/// Any [`RotationError`].
pub fn rotate(manifest: &Manifest, state_dir: &Path) -> Result<(), RotationError> {
    let path = state_dir.join(FILE);
    let mut kept = read(&path)?;
    let rules = &manifest.notes().secrets;
    let mut n_changed = 0;
    for (previous, name) in pairs(manifest) {
        let Some(Secret::Random(n_bytes)) = rules.get(name) else {
            let words = "it is `previous` to no random secret";
            return Err(SecretsError::Rule(previous.clone(), words).into());
        };
        change(&mut kept, (previous, name), *n_bytes)?;
        n_changed += 1;
    }
    if n_changed == 0 {
        return Err(RotationError::NothingToChange);
    }
    let pending = File::create(state_dir.join(PENDING)).and_then(|file| file.sync_all());
    pending.map_err(SecretsError::File)?;
    Ok(write(&path, &kept)?)
}

fn change(
    kept: &mut Values,
    (previous, name): (&String, &String),
    n_bytes: u32,
) -> Result<(), RotationError> {
    let variable = format!("SPIN_VARIABLE_{}", name.to_uppercase());
    if std::env::var_os(&variable).is_some() {
        return Err(RotationError::Environment(variable));
    }
    if kept.contains_key(previous) {
        return Err(RotationError::StillKept);
    }
    let new = random(n_bytes)?;
    let old = kept.insert(name.clone(), new);
    let old = old.ok_or_else(|| SecretsError::Missing(name.clone()))?;
    kept.insert(previous.clone(), old);
    Ok(())
}

/// Drops the secrets of before. For whoever holds the state directory.
///
/// # Errors
/// Any [`RotationError`].
pub fn forget(manifest: &Manifest, state_dir: &Path) -> Result<(), RotationError> {
    if state_dir.join(PENDING).exists() {
        return Err(RotationError::NotStarted);
    }
    let path = state_dir.join(FILE);
    let mut kept = read(&path)?;
    let n_known = kept.len();
    for (previous, _) in pairs(manifest) {
        kept.remove(previous);
    }
    if kept.len() == n_known {
        return Err(RotationError::NothingToForget);
    }
    Ok(write(&path, &kept)?)
}

/// Every function has started with the secrets of now.
///
/// # Errors
/// What the system says.
pub fn settle(state_dir: &Path) -> std::io::Result<()> {
    match fs::remove_file(state_dir.join(PENDING)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The names of previous secrets, each with the one that took its place.
fn pairs(manifest: &Manifest) -> impl Iterator<Item = (&String, &String)> {
    let rules = manifest.notes().secrets.iter();
    rules.filter_map(|(name, rule)| match rule {
        Secret::Previous(of) => Some((name, of)),
        Secret::Random(_) | Secret::Derive(_) | Secret::DerivePrevious(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::secrets::{MASTER, known, make};
    use super::*;

    const MANIFEST: &str = "spin_manifest_version = 2\n[application]\nname = \"office\"\n\
        [application.tool.ngantor.secrets]\nmaster_secret = { random = 32 }\n\
        previous_master_secret = { previous = \"master_secret\" }\n\
        leave_key = { derive = \"leave\" }\n\
        leave_previous_key = { derive_previous = \"leave\" }\n[variables]\n\
        master_secret = { required = true }\nprevious_master_secret = { default = \"\" }\n\
        leave_key = { required = true }\nleave_previous_key = { default = \"\" }\n[trigger]\n";

    #[test]
    fn the_secrets_before_are_kept_until_a_node_has_started_and_they_are_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let manifest: Manifest = toml::from_str(MANIFEST).unwrap();
        assert!(
            rotate(&manifest, dir.path()).is_err(),
            "nothing is there yet"
        );
        let first = make(&manifest, dir.path()).unwrap();
        assert_eq!(first["previous_master_secret"], "");
        assert_eq!(first["leave_previous_key"], "");
        let nothing = forget(&manifest, dir.path()).unwrap_err();
        assert!(
            matches!(nothing, RotationError::NothingToForget),
            "{nothing}"
        );

        rotate(&manifest, dir.path()).unwrap();
        let second = known(&manifest, dir.path()).unwrap();
        assert_ne!(second[MASTER], first[MASTER]);
        assert_eq!(second["previous_master_secret"], first[MASTER]);
        assert_eq!(second["leave_previous_key"], first["leave_key"]);
        assert_ne!(second["leave_key"], first["leave_key"]);
        let again = rotate(&manifest, dir.path()).unwrap_err();
        assert!(matches!(again, RotationError::StillKept), "{again}");
        let early = forget(&manifest, dir.path()).unwrap_err();
        assert!(matches!(early, RotationError::NotStarted), "{early}");

        settle(dir.path()).unwrap();
        forget(&manifest, dir.path()).unwrap();
        let third = known(&manifest, dir.path()).unwrap();
        assert_eq!(third[MASTER], second[MASTER]);
        assert_eq!(third["leave_previous_key"], "");
        settle(dir.path()).unwrap();
    }
}
