//! The table of a measurement: medians over the rounds, each beside the first route's.

use std::fmt::Write as _;

/// What one turn of one route gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Answers a second.
    pub requests_per_s: f64,
    /// 99 of 100 answers came within, in ms.
    pub p99_ms: f64,
    /// Answers outside 2xx and 3xx, and broken connections.
    pub n_failed: u64,
}

/// Lines of Markdown; `rounds` hold one turn for each name.
pub fn render(names: &[&str], rounds: &[Vec<Turn>]) -> String {
    let turns_of = |place: usize| -> Vec<Turn> {
        rounds
            .iter()
            .filter_map(|round| round.get(place).copied())
            .collect()
    };
    let yardstick = median(turns_of(0).iter().map(|turn| turn.requests_per_s));
    let mut lines = String::from(
        "| route | requests/s | of the static page | p99, ms | failed |\n\
         |---|---:|---:|---:|---:|\n",
    );
    for (place, name) in names.iter().enumerate() {
        let turns = turns_of(place);
        let requests = median(turns.iter().map(|turn| turn.requests_per_s));
        let p99 = median(turns.iter().map(|turn| turn.p99_ms));
        let failed: u64 = turns.iter().map(|turn| turn.n_failed).sum();
        let ratio = requests / yardstick;
        // Writing to a string cannot fail.
        let _written = writeln!(
            lines,
            "| `{name}` | {requests:.0} | {ratio:.3} | {p99:.1} | {failed} |"
        );
    }
    lines
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_stands_beside_the_first_one_by_medians() {
        let turn = |requests_per_s, p99_ms, n_failed| Turn {
            requests_per_s,
            p99_ms,
            n_failed,
        };
        let rounds = [
            vec![turn(1000.0, 1.0, 0), turn(100.0, 9.0, 1)],
            vec![turn(3000.0, 3.0, 0), turn(900.0, 8.0, 0)],
            vec![turn(2000.0, 2.0, 0), turn(500.0, 7.0, 2)],
        ];
        let table = render(&["GET /", "PUT /x"], &rounds);
        assert!(
            table.contains("| `GET /` | 2000 | 1.000 | 2.0 | 0 |"),
            "{table}"
        );
        assert!(
            table.contains("| `PUT /x` | 500 | 0.250 | 8.0 | 3 |"),
            "{table}"
        );
    }
}
