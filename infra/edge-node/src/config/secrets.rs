//! Secrets that the node makes on its first start and keeps for itself.
//!
//! Only what is random is kept, in one file that only the node's user may read; what is
//! derived is derived anew at each start. A variable of the environment
//! (`SPIN_VARIABLE_<NAME>`, as with Spin) goes before everything.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ngantor_core::keys::MasterSecret;

use super::manifest::Manifest;
use super::secret::Secret;

/// The file in the state directory.
pub const FILE: &str = "secrets.toml";
/// The secret from which others are derived.
pub const MASTER: &str = "master_secret";
/// The one before it, while that is kept.
const PREVIOUS_MASTER: &str = "previous_master_secret";
const HEAD: &str = "# Made by the edge node on its first start. Keep it secret and keep a copy: \
    without it every\n# session ends, and tokens of other machines are refused.\n";
/// For the node's user alone.
const FILE_MODE: u32 = 0o600;
/// More random bytes than any secret here needs.
const RANDOM_MAX_BYTES: u32 = 1024;

pub(super) type Values = BTreeMap<String, String>;

/// Why the application's variables have no values.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The file cannot be read or written.
    #[error("{FILE} in the state directory: {0}")]
    File(#[from] io::Error),
    /// The file is not what was written.
    #[error("{FILE} in the state directory is not as expected: {0}")]
    Text(#[from] toml::de::Error),
    /// The machine gives no random bytes.
    #[error("the machine gives no random bytes: {0}")]
    NoRandomness(getrandom::Error),
    /// A secret cannot be made as the manifest says.
    #[error("spin.toml, secret {0:?}: {1}")]
    Rule(String, &'static str),
    /// A variable has no value.
    #[error(
        "the variable {0:?} of spin.toml has no value: start the node first, which makes its \
         secrets, or set SPIN_VARIABLE_{upper}",
        upper = .0.to_uppercase()
    )]
    Missing(String),
}

/// The values of the application's variables; makes and keeps the secrets among them. Only
/// for whoever holds the state directory.
///
/// # Errors
/// Any [`SecretsError`].
pub fn make(manifest: &Manifest, state_dir: &Path) -> Result<Values, SecretsError> {
    let path = state_dir.join(FILE);
    let mut kept = read(&path)?;
    if path.exists() {
        // A copy that came back from a backup may be open to others.
        fs::set_permissions(&path, Permissions::from_mode(FILE_MODE))?;
    }
    let n_known = kept.len();
    add_missing(&manifest.notes().secrets, &mut kept)?;
    if kept.len() > n_known {
        write(&path, &kept)?;
    }
    values(manifest, kept)
}

/// The values of the application's variables, as a node made them; makes none.
///
/// # Errors
/// Any [`SecretsError`]; [`SecretsError::Missing`] before the first start.
pub fn known(manifest: &Manifest, state_dir: &Path) -> Result<Values, SecretsError> {
    values(manifest, read(&state_dir.join(FILE))?)
}

fn values(manifest: &Manifest, kept: Values) -> Result<Values, SecretsError> {
    let rules = &manifest.notes().secrets;
    let mut values = Values::new();
    for (name, variable) in &manifest.variables {
        let given = std::env::var(format!("SPIN_VARIABLE_{}", name.to_uppercase())).ok();
        let value = given
            .or_else(|| kept.get(name).cloned())
            .or_else(|| variable.default.clone());
        let is_derived = matches!(rules.get(name), Some(Secret::Derive(_)));
        match value {
            Some(value) => values.insert(name.clone(), value),
            None if variable.required && !is_derived => {
                return Err(SecretsError::Missing(name.clone()));
            }
            None => None,
        };
    }
    derive(rules, &mut values)?;
    Ok(values)
}

pub(super) fn read(path: &Path) -> Result<Values, SecretsError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(toml::from_str(&text)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Values::new()),
        Err(error) => Err(error.into()),
    }
}

fn add_missing(rules: &BTreeMap<String, Secret>, kept: &mut Values) -> Result<(), SecretsError> {
    for (name, rule) in rules {
        match rule {
            Secret::Random(n_bytes) if *n_bytes > RANDOM_MAX_BYTES => {
                return Err(SecretsError::Rule(
                    name.clone(),
                    "that many bytes are too many",
                ));
            }
            Secret::Random(n_bytes) if !kept.contains_key(name) => {
                kept.insert(name.clone(), random(*n_bytes)?);
            }
            Secret::Random(_)
            | Secret::Previous(_)
            | Secret::Derive(_)
            | Secret::DerivePrevious(_) => {}
        }
    }
    Ok(())
}

fn derive(rules: &BTreeMap<String, Secret>, values: &mut Values) -> Result<(), SecretsError> {
    for (name, rule) in rules {
        let (function, source) = match rule {
            Secret::Derive(function) => (function, MASTER),
            Secret::DerivePrevious(function) => (function, PREVIOUS_MASTER),
            Secret::Random(_) | Secret::Previous(_) => continue,
        };
        let text = |name: &str| values.get(name).filter(|text| !text.is_empty());
        let is_there_nothing = source == PREVIOUS_MASTER && text(source).is_none();
        if text(name).is_some() || is_there_nothing {
            continue;
        }
        let Some(Ok(master)) = text(source).map(|text| MasterSecret::parse(text)) else {
            let words = "it is derived from a master secret, which must be 32 bytes in base64url";
            return Err(SecretsError::Rule(name.clone(), words));
        };
        values.insert(name.clone(), master.token_key(function).to_text());
    }
    Ok(())
}

pub(super) fn random(n_bytes: u32) -> Result<String, SecretsError> {
    let mut bytes = vec![0; usize::try_from(n_bytes).unwrap_or_default()];
    getrandom::fill(&mut bytes).map_err(SecretsError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Written whole and renamed into place: half a file would lock everybody out.
pub(super) fn write(path: &Path, kept: &Values) -> Result<(), SecretsError> {
    let lines: String = kept
        .iter()
        .map(|(name, value)| format!("{name} = \"{value}\"\n"))
        .collect();
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(FILE_MODE)
        .open(&draft)?;
    file.write_all(format!("{HEAD}{lines}").as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "spin_manifest_version = 2\n[application]\nname = \"office\"\n\
        [application.tool.ngantor.secrets]\nmaster_secret = { random = 32 }\n\
        leave_key = { derive = \"leave\" }\n[variables]\n\
        master_secret = { required = true, secret = true }\n\
        leave_key = { required = true, secret = true }\nport = { default = \"80\" }\n[trigger]\n";

    #[test]
    fn secrets_are_made_once_and_only_the_random_ones_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let manifest: Manifest = toml::from_str(MANIFEST).unwrap();
        assert!(known(&manifest, dir.path()).is_err());
        let first = make(&manifest, dir.path()).unwrap();
        fs::set_permissions(dir.path().join(FILE), Permissions::from_mode(0o644)).unwrap();
        assert_eq!(first, make(&manifest, dir.path()).unwrap());
        assert_eq!(first, known(&manifest, dir.path()).unwrap());
        let master = MasterSecret::parse(&first[MASTER]).unwrap();
        assert_eq!(first["leave_key"], master.token_key("leave").to_text());
        assert_eq!(first["port"], "80");
        let path = dir.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.contains(MASTER) && !text.contains("leave_key"),
            "{text}"
        );
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_required_variable_without_a_value_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let text = MANIFEST.replace("port = { default = \"80\" }", "port = { required = true }");
        let manifest: Manifest = toml::from_str(&text).unwrap();
        let words = make(&manifest, dir.path()).unwrap_err().to_string();
        assert!(words.contains("SPIN_VARIABLE_PORT"), "{words}");
    }
}
