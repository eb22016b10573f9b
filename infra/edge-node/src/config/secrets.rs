//! Secrets that the node makes on its first start and keeps for itself.
//!
//! Only what is random is kept, in one file that only the node's user may read; what is
//! derived is derived anew at each start. A variable of the environment
//! (`SPIN_VARIABLE_<NAME>`, as with Spin) goes before everything.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ngantor_core::keys::MasterSecret;

use super::manifest::{Manifest, Secret};

/// The file in the state directory.
const FILE: &str = "secrets.toml";
/// The secret from which others are derived.
pub const MASTER: &str = "master_secret";
const HEAD: &str = "# Made by the edge node on its first start. Keep it secret and keep a copy: \
    without it every\n# session ends, and tokens of other machines are refused.\n";
/// More random bytes than any secret here needs.
const RANDOM_MAX_BYTES: u32 = 1024;

type Values = BTreeMap<String, String>;

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
        "spin.toml: the variable {0:?} is required; set SPIN_VARIABLE_{upper}",
        upper = .0.to_uppercase()
    )]
    Missing(String),
}

/// The values of the application's variables; makes and keeps the secrets among them.
///
/// # Errors
/// Any [`SecretsError`].
pub fn variables(manifest: &Manifest, state_dir: &Path) -> Result<Values, SecretsError> {
    let kept = keep(&manifest.notes().secrets, &state_dir.join(FILE))?;
    let mut values = Values::new();
    for (name, variable) in &manifest.variables {
        let given = std::env::var(format!("SPIN_VARIABLE_{}", name.to_uppercase())).ok();
        let value = given
            .or_else(|| kept.get(name).cloned())
            .or_else(|| variable.default.clone());
        match value {
            Some(value) => values.insert(name.clone(), value),
            None if variable.required => return Err(SecretsError::Missing(name.clone())),
            None => None,
        };
    }
    derive(&manifest.notes().secrets, &mut values)?;
    Ok(values)
}

/// Reads the file, and adds to it what the manifest wants and it does not have yet.
fn keep(rules: &BTreeMap<String, Secret>, path: &Path) -> Result<Values, SecretsError> {
    let mut kept: Values = match fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Values::new(),
        Err(error) => return Err(error.into()),
    };
    let n_known = kept.len();
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
            // Never kept, but there must be something for `required`.
            Secret::Random(_) | Secret::Derive(_) => {}
        }
    }
    if kept.len() > n_known {
        write(path, &kept)?;
    }
    let derived = rules
        .iter()
        .filter(|(_, rule)| matches!(rule, Secret::Derive(_)));
    kept.extend(derived.map(|(name, _)| (name.clone(), String::new())));
    Ok(kept)
}

fn derive(rules: &BTreeMap<String, Secret>, values: &mut Values) -> Result<(), SecretsError> {
    for (name, rule) in rules {
        let Secret::Derive(function) = rule else {
            continue;
        };
        let is_given = values.get(name).is_some_and(|value| !value.is_empty());
        if is_given {
            continue;
        }
        let master = values.get(MASTER).map(|text| MasterSecret::parse(text));
        let Some(Ok(master)) = master else {
            let words = "it is derived from master_secret, which must be 32 bytes in base64url";
            return Err(SecretsError::Rule(name.clone(), words));
        };
        values.insert(name.clone(), master.token_key(function).to_text());
    }
    Ok(())
}

fn random(n_bytes: u32) -> Result<String, SecretsError> {
    let mut bytes = vec![0; usize::try_from(n_bytes).unwrap_or_default()];
    getrandom::fill(&mut bytes).map_err(SecretsError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Written whole and renamed into place: half a file would lock everybody out.
fn write(path: &Path, kept: &Values) -> Result<(), SecretsError> {
    let lines: String = kept
        .iter()
        .map(|(name, value)| format!("{name} = \"{value}\"\n"))
        .collect();
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
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
    use std::os::unix::fs::PermissionsExt as _;

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
        let first = variables(&manifest, dir.path()).unwrap();
        assert_eq!(first, variables(&manifest, dir.path()).unwrap());
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
        let words = variables(&manifest, dir.path()).unwrap_err().to_string();
        assert!(words.contains("SPIN_VARIABLE_PORT"), "{words}");
    }
}
