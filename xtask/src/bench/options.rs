//! What to measure: the words after `cargo xtask bench`.

use anyhow::{Context as _, Result, bail};

use super::route::{Kind, Route};
use super::server::Server;

/// What to measure.
#[derive(Debug, PartialEq)]
pub struct Options {
    /// Routes, each by itself.
    pub routes: Vec<Route>,
    /// Connections that are kept busy, one number after the other.
    pub n_connections: Vec<u32>,
    /// Who takes turns.
    pub servers: Vec<Server>,
    /// Punches that the stores hold before, one store after the other.
    pub n_punches: Vec<u32>,
    /// Activities, in stores of their own.
    pub n_activities: Vec<u32>,
    /// Assignments, likewise.
    pub n_assignments: Vec<u32>,
    /// How often everybody has a turn.
    pub n_rounds: usize,
    /// How long a turn is measured, in seconds.
    pub turn_s: u32,
    /// Whether what is to be measured is built before.
    pub is_built: bool,
    /// Whether the stores are used up instead of copied, where the disk has no room for both.
    pub is_once: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            routes: Route::COMPARED
                .into_iter()
                .filter_map(Route::parse)
                .collect(),
            n_connections: vec![1, 16, 64, 256],
            servers: Server::ALL.to_vec(),
            n_punches: vec![0],
            n_activities: vec![0],
            n_assignments: vec![0],
            n_rounds: 5,
            turn_s: 5,
            is_built: true,
            is_once: false,
        }
    }
}

impl Options {
    /// Reads the words.
    pub fn parse(words: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(&word) = words.next() {
            match word {
                // Enough to see that everything runs; no figures to keep.
                "--quick" => (options.n_rounds, options.turn_s) = (1, 2),
                "--skip-build" => options.is_built = false,
                "--once" => (options.n_rounds, options.is_once) = (1, true),
                _ => options.take(word, words.next())?,
            }
        }
        Ok(options)
    }

    /// The sizes of the stores of a kind.
    pub fn sizes(&self, kind: Kind) -> &[u32] {
        match kind {
            Kind::Punches => &self.n_punches,
            Kind::Activities => &self.n_activities,
            Kind::Assignments => &self.n_assignments,
        }
    }

    fn take(&mut self, word: &str, value: Option<&&str>) -> Result<()> {
        let value = value.copied().unwrap_or_default();
        self.set(word, value)
            .with_context(|| format!("this makes no sense: {word} {value}"))
    }

    fn set(&mut self, word: &str, value: &str) -> Result<()> {
        match word {
            "--routes" => self.routes = list(value, Route::parse)?,
            "--connections" => self.n_connections = list(value, |text| text.parse().ok())?,
            "--servers" => self.servers = list(value, Server::parse)?,
            "--store" => self.n_punches = list(value, |text| text.parse().ok())?,
            "--activities" => self.n_activities = list(value, |text| text.parse().ok())?,
            "--assignments" => self.n_assignments = list(value, |text| text.parse().ok())?,
            "--rounds" => self.n_rounds = value.parse()?,
            "--seconds" => self.turn_s = value.parse()?,
            _ => bail!(
                "there are --quick, --skip-build, --once, --routes, --connections, --servers, \
                 --store, --activities, --assignments, --rounds and --seconds"
            ),
        }
        Ok(())
    }
}

fn list<T>(value: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>> {
    let items = value.split(',').map(|item| {
        let item = item.trim();
        parse(item).with_context(|| format!("there is no {item:?}"))
    });
    items.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_changes_its_part_and_leaves_the_rest() {
        assert_eq!(Options::parse(&[]).unwrap(), Options::default());
        let words = "--quick --routes punch,day --connections 1,16 --store 10000,5000000 \
                     --activities 0,64000 --assignments 7 --once --servers node";
        let words: Vec<&str> = words.split_whitespace().collect();
        let expected = Options {
            routes: ["punch", "day"]
                .into_iter()
                .filter_map(Route::parse)
                .collect(),
            n_connections: vec![1, 16],
            servers: vec![Server::Node],
            n_punches: vec![10_000, 5_000_000],
            n_activities: vec![0, 64_000],
            n_assignments: vec![7],
            n_rounds: 1,
            turn_s: 2,
            is_built: true,
            is_once: true,
        };
        assert_eq!(Options::parse(&words).unwrap(), expected);
    }

    #[test]
    fn what_is_not_known_is_named() {
        for (words, named) in [
            (vec!["--fast"], "--fast"),
            (vec!["--routes", "night"], "\"night\""),
            (vec!["--store", "10000,many"], "\"many\""),
        ] {
            let error = format!("{:#}", Options::parse(&words).unwrap_err());
            assert!(error.contains(named), "{error}");
        }
    }
}
