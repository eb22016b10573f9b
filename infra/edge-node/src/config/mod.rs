//! What the operator wrote: the manifest, where things lie on this machine, the secrets.

pub mod allowed_hosts;
pub mod build;
pub mod client_tls;
pub mod function_limits;
pub mod manifest;
#[cfg(feature = "node")]
pub mod rotation;
pub mod runtime;
pub mod secret;
#[cfg(feature = "node")]
pub mod secrets;
pub mod template;
pub mod tick;
pub mod variables;

use std::path::{Path, PathBuf};

/// A file that the operator wrote and that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("{path} cannot be read: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Its text is not what is expected; the message has line and key.
    #[error("{path} is not as expected\n{source}", path = path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        source: toml::de::Error,
    },
    /// It is well-formed and makes no sense.
    #[error("{path}: {words}", path = path.display())]
    Sense {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        words: String,
    },
}

impl ConfigError {
    fn sense(path: &Path, words: impl Into<String>) -> Self {
        Self::Sense {
            path: path.to_owned(),
            words: words.into(),
        }
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, text: &str) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|source| ConfigError::Text {
        path: path.to_owned(),
        source,
    })
}
