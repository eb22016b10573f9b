//! The tables of a measurement: medians over the rounds, and the node beside each other server.

use std::fmt::Write as _;

use super::Row;
use super::load::Turn;
use super::server::Server;

const HEAD: &str = "\
| connections | server | requests/s | node ÷ it | CPU a request, µs | p50, ms | p99, ms \
| memory, MiB | failed |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|\n";

/// A table of Markdown for each route.
pub fn render(rows: &[Row]) -> String {
    let mut text = String::new();
    for rows in rows.chunk_by(|one, other| one.route == other.route) {
        if let Some(first) = rows.first() {
            // Writing to a string cannot fail.
            let _written = writeln!(text, "`{}`\n", first.route.title());
        }
        text.push_str(HEAD);
        for compared in rows.chunk_by(Row::are_compared) {
            let node = compared.iter().find(|row| row.server == Server::Node);
            for row in compared {
                text.push_str(&line(row, node));
            }
        }
        text.push('\n');
    }
    text
}

fn line(row: &Row, node: Option<&Row>) -> String {
    let of = |value: fn(&Turn) -> f64| median(row.turns.iter().map(value));
    let n_failed: u64 = row.turns.iter().map(|turn| turn.n_failed).sum();
    format!(
        "| {} | {} | {:.0} | {} | {:.0} | {:.2} | {:.1} | {:.0} | {n_failed} |\n",
        row.n_connections,
        row.server.name(),
        of(|turn| turn.requests_per_s),
        ratio(row, node),
        of(|turn| turn.cpu_us),
        of(|turn| turn.p50_ms),
        of(|turn| turn.p99_ms),
        of(|turn| turn.peak_mib),
    )
}

/// The median of the rounds' ratios, which drift less than the figures.
fn ratio(row: &Row, node: Option<&Row>) -> String {
    match node {
        Some(node) if row.server != Server::Node => {
            let pairs = node.turns.iter().zip(&row.turns);
            let ratios = pairs.map(|(node, other)| node.requests_per_s / other.requests_per_s);
            format!("{:.2}", median(ratios))
        }
        _ => String::new(),
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::super::load::Route;
    use super::*;

    fn row(route: Route, server: Server, requests_per_s: [f64; 3]) -> Row {
        let turn = |requests_per_s| Turn {
            requests_per_s,
            cpu_us: 42.4,
            p50_ms: 0.5,
            p99_ms: requests_per_s / 100.0,
            peak_mib: 30.0,
            n_failed: 1,
        };
        Row {
            route,
            n_connections: 16,
            server,
            turns: requests_per_s.map(turn).to_vec(),
        }
    }

    #[test]
    fn the_node_stands_beside_each_other_server_by_medians() {
        let table = render(&[
            row(Route::Day, Server::Node, [1000.0, 3000.0, 2000.0]),
            row(Route::Day, Server::Sqlx, [500.0, 1000.0, 1000.0]),
            row(Route::Punch, Server::Sqlx, [7.0, 7.0, 7.0]),
        ]);
        for expected in [
            "`GET /api/attendance/days/today`\n\n| connections | server",
            "| 16 | node | 2000 |  | 42 | 0.50 | 20.0 | 30 | 3 |",
            "| 16 | sqlx | 1000 | 2.00 | 42 | 0.50 | 10.0 | 30 | 3 |",
            "`PUT /api/attendance/punches/{id}`\n\n| connections",
            "| 16 | sqlx | 7 |  | 42 |",
        ] {
            assert!(table.contains(expected), "{expected} is not in\n{table}");
        }
    }
}
