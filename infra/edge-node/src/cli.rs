//! The command line.

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value, ValueExt as _};
use ngantor_core::token::Scope;
use ngantor_core::username::Username;

use crate::verify::What;

/// What `--help` prints.
pub const HELP: &str = "\
ngantor: runs the office that spin.toml describes.

  ngantor [up]                     builds what is missing, serves, prints where it listens and,
                                   on an empty installation, a one-time link to set it up
  ngantor build                    builds the functions and ends
  ngantor doctor [--thorough] [--json]
                                   looks at disk, files, clock, databases, addresses and machine,
                                   and says what is wrong and what to do; changes nothing.
                                   Give it the words that you give `up`
  ngantor token <function> feed    prints a token that reads the function's feed for 10 minutes
  ngantor let-in <username>        prints a link, good once and for 15 minutes, by which somebody
                                   who lost password and phone sets a new password
  ngantor rotate-secrets           makes another master secret, between a stop and a start of the
                                   node; what the one before made stays good
  ngantor forget-secrets           drops the one before, likewise; what it made is good no more
  ngantor verify receipt <file>    proves from files alone, without a node, that what a log says
  ngantor verify log <entries> <head>       is what it said: a receipt, a whole log, or two heads
  ngantor verify heads <old> <new> [--proof <file>]
                                   (docs/tamper-evidence.md); --key <key> is the log's key

  --manifest <file>         the wiring (default: spin.toml)
  --runtime-config <file>   where data lies (default: runtime-config.toml beside the manifest)
  --data-dir <folder>       where relative paths of the runtime config count from
  --listen <address:port>   default 127.0.0.1:3000; port 0 takes a free one
  --public-url <url>        the address that people use, when a proxy stands in front
  --trusted-proxy <address> the proxy whose X-Forwarded-For is believed
  --skip-build              serves what is built already
  --demo                    fills an empty installation with a small office to look at
  --help, --version

Browsers keep the session's cookies over HTTPS only, and on this machine itself: to serve an
office, put a proxy with a certificate in front (docs/operations.md).
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// Serve.
    Up,
    /// Build and end.
    Build,
    /// Look at everything and say what is wrong.
    Doctor {
        /// Every row and index, however long it takes.
        thorough: bool,
        /// For machines.
        json: bool,
    },
    /// Print a machine's token.
    Token {
        /// For which function.
        function: String,
        /// What it may do.
        scope: Scope,
    },
    /// Print a link for somebody who lost password and phone.
    LetIn {
        /// By which the person signs in.
        username: Username,
    },
    /// Make new secrets, and keep the old ones as previous.
    RotateSecrets,
    /// Drop the previous secrets.
    ForgetSecrets,
    /// Check files of a log.
    Verify {
        /// Which.
        what: What,
        /// The key that the reader trusts.
        key: Option<String>,
    },
    /// Print the help.
    Help,
    /// Print the version.
    Version,
}

/// The command line, read.
#[derive(Debug, PartialEq, Eq)]
pub struct Cli {
    /// What to do.
    pub action: Action,
    /// The manifest's file.
    pub manifest: PathBuf,
    /// The runtime configuration's file.
    pub runtime_config: Option<PathBuf>,
    /// From where its relative paths count.
    pub data_dir: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address that people use.
    pub public_url: Option<String>,
    /// The proxy whose word about clients' addresses is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// Whether to serve what is built already.
    pub skip_build: bool,
    /// Whether to fill an empty installation.
    pub demo: bool,
}

/// A command line that makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// As the reader says.
    #[error("{0}")]
    Lexopt(#[from] lexopt::Error),
    /// `token` with other words.
    #[error("usage: ngantor token <function> feed")]
    Token,
    /// `let-in` with other words.
    #[error("usage: ngantor let-in <username>")]
    LetIn,
    /// `verify` with other words.
    #[error(
        "usage: ngantor verify receipt <file> | log <entries> <head> | heads <old> <new> \
         [--proof <file>] [--key <key>]"
    )]
    Verify,
    /// An option of another command.
    #[error("{0} belongs to `ngantor doctor`")]
    Doctor(&'static str),
    /// A public address that is none.
    #[error("--public-url must start with https:// or http:// and have no path")]
    PublicUrl,
}

impl Cli {
    /// Reads the words after the program's name.
    ///
    /// # Errors
    /// The first word that makes no sense.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, UsageError> {
        let mut parser = lexopt::Parser::from_args(words);
        let mut cli = Self {
            action: Action::Up,
            manifest: PathBuf::from("spin.toml"),
            runtime_config: None,
            data_dir: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            public_url: None,
            trusted_proxy: None,
            skip_build: false,
            demo: false,
        };
        let mut words = Vec::new();
        let (mut thorough, mut json) = (None, None);
        let mut of_verify = OfVerify::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("help") | Short('h') => words.insert(0, "help".to_owned()),
                Long("version") | Short('V') => words.insert(0, "version".to_owned()),
                Long("manifest") => cli.manifest = parser.value()?.into(),
                Long("runtime-config") => cli.runtime_config = Some(parser.value()?.into()),
                Long("data-dir") => cli.data_dir = Some(parser.value()?.into()),
                Long("listen") => cli.listen = parser.value()?.parse()?,
                Long("public-url") => {
                    cli.public_url = Some(public_url(&parser.value()?.string()?)?)
                }
                Long("trusted-proxy") => cli.trusted_proxy = Some(parser.value()?.parse()?),
                Long("skip-build") => cli.skip_build = true,
                Long("demo") => cli.demo = true,
                Long("thorough") => thorough = Some("--thorough"),
                Long("json") => json = Some("--json"),
                Long("key") => of_verify.key = Some(parser.value()?.string()?),
                Long("proof") => of_verify.proof = Some(parser.value()?.into()),
                Value(word) => words.push(word.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        cli.action = action(&words, of_verify)?;
        match (&mut cli.action, thorough.or(json)) {
            (
                Action::Doctor {
                    thorough: every,
                    json: machine,
                },
                _,
            ) => {
                *every = thorough.is_some();
                *machine = json.is_some();
            }
            (_, Some(option)) => return Err(UsageError::Doctor(option)),
            (_, None) => {}
        }
        Ok(cli)
    }
}

/// Options of `ngantor verify` alone.
#[derive(Default, PartialEq, Eq)]
struct OfVerify {
    key: Option<String>,
    proof: Option<PathBuf>,
}

fn action(words: &[String], of_verify: OfVerify) -> Result<Action, UsageError> {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["verify", rest @ ..] => verify(rest, of_verify),
        _ if of_verify != OfVerify::default() => Err(UsageError::Verify),
        [] | ["up"] => Ok(Action::Up),
        ["build"] => Ok(Action::Build),
        ["doctor"] => Ok(Action::Doctor {
            thorough: false,
            json: false,
        }),
        ["token", function, scope] => Ok(Action::Token {
            function: (*function).to_owned(),
            scope: Scope::parse(scope).ok_or(UsageError::Token)?,
        }),
        ["token", ..] => Err(UsageError::Token),
        ["let-in", username] => Ok(Action::LetIn {
            username: Username::parse(username, "").map_err(|_| UsageError::LetIn)?,
        }),
        ["let-in", ..] => Err(UsageError::LetIn),
        ["rotate-secrets"] => Ok(Action::RotateSecrets),
        ["forget-secrets"] => Ok(Action::ForgetSecrets),
        ["help", ..] => Ok(Action::Help),
        ["version", ..] => Ok(Action::Version),
        [_, .., last] | [last] => Err(lexopt::Error::UnexpectedArgument((*last).into()).into()),
    }
}

fn verify(words: &[&str], OfVerify { key, proof }: OfVerify) -> Result<Action, UsageError> {
    let what = match *words {
        ["receipt", file] if proof.is_none() => What::Receipt(file.into()),
        ["log", entries, head] if proof.is_none() => What::Log {
            entries: entries.into(),
            head: head.into(),
        },
        ["heads", old, new] => What::Heads {
            old: old.into(),
            new: new.into(),
            proof,
        },
        _ => return Err(UsageError::Verify),
    };
    Ok(Action::Verify { what, key })
}

fn public_url(text: &str) -> Result<String, UsageError> {
    let url = text.trim_end_matches('/');
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains('/') => Ok(url.to_owned()),
        _ => Err(UsageError::PublicUrl),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Cli, String> {
        let words = words.split_whitespace().map(OsString::from);
        Cli::parse(words).map_err(|error| error.to_string())
    }

    #[test]
    fn without_words_it_serves() {
        assert_eq!(parse("").unwrap().action, Action::Up);
        let cli = parse("up --demo --listen 0.0.0.0:80 --public-url https://kantor.go.id/");
        let cli = cli.unwrap();
        assert!(cli.demo && cli.listen.port() == 80);
        assert_eq!(cli.public_url.as_deref(), Some("https://kantor.go.id"));
    }

    #[test]
    fn a_word_that_makes_no_sense_is_named() {
        for (words, expected) in [
            ("upp", "\"upp\""),
            ("up down", "\"down\""),
            ("--listn x", "--listn"),
            ("--listen here", "here"),
            ("--trusted-proxy caddy", "caddy"),
            ("up --json", "ngantor doctor"),
            ("--thorough", "ngantor doctor"),
            ("doctor people", "\"people\""),
            ("token people", "ngantor token"),
            ("token people all", "ngantor token"),
            ("let-in", "ngantor let-in"),
            ("let-in siti budi", "ngantor let-in"),
            ("let-in siti@kantor", "ngantor let-in"),
            ("--public-url kantor.go.id", "https://"),
        ] {
            let error = parse(words).unwrap_err();
            assert!(error.contains(expected), "{words}: {error}");
        }
    }

    #[test]
    fn doctor_takes_its_own_options_and_those_of_up() {
        let cli = parse("doctor --json --listen 127.0.0.1:80").unwrap();
        let (thorough, json) = (false, true);
        assert_eq!(cli.action, Action::Doctor { thorough, json });
        assert_eq!(cli.listen.port(), 80);
    }

    #[test]
    fn help_goes_before_everything() {
        assert_eq!(parse("token --help").unwrap().action, Action::Help);
    }
}
