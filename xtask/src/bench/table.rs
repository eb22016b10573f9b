//! The tables of a measurement: medians over the rounds, the node beside each other server, and
//! each store beside the first one.

use std::fmt::Write as _;

use super::Row;
use super::load::Turn;
use super::server::Server;

const HEAD: &str = "\
| connections | in the store before | server | requests/s | node ÷ it \
| it ÷ first store | CPU a request, µs | p50, ms | p99, ms | memory, MiB | failed |
|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";

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
            for row in compared {
                let mut others = compared.iter();
                let node = others
                    .clone()
                    .find(|other| other.server == Server::Node && other.is_on_one_store(row));
                let first = others.find(|other| other.server == row.server);
                text.push_str(&line(row, node, first));
            }
        }
        text.push('\n');
    }
    text
}

fn line(row: &Row, node: Option<&Row>, first: Option<&Row>) -> String {
    let of = |value: fn(&Turn) -> f64| median(row.turns.iter().map(value));
    let n_failed: u64 = row.turns.iter().map(|turn| turn.n_failed).sum();
    format!(
        "| {} | {} | {} | {} | {} | {} | {:.0} | {:.2} | {:.1} | {:.0} | {n_failed} |\n",
        row.n_connections,
        row.n_before,
        row.server.name(),
        rate(of(|turn| turn.requests_per_s)),
        ratio(row, node),
        ratio_of_stores(row, first),
        of(|turn| turn.cpu_us),
        of(|turn| turn.p50_ms),
        of(|turn| turn.p99_ms),
        of(|turn| turn.peak_mib),
    )
}

/// A rate, as exactly as it says something.
fn rate(requests_per_s: f64) -> String {
    let digits = if requests_per_s < 10.0 { 2 } else { 0 };
    format!("{requests_per_s:.digits$}")
}

/// The node's rate by that of another server on the same store.
fn ratio(row: &Row, node: Option<&Row>) -> String {
    let node = node.filter(|_| row.server != Server::Node);
    node.map_or_else(String::new, |node| rate_by_rate(node, row))
}

/// The rate on a store by that on the first one.
fn ratio_of_stores(row: &Row, first: Option<&Row>) -> String {
    let first = first.filter(|first| !first.is_on_one_store(row));
    first.map_or_else(String::new, |first| rate_by_rate(row, first))
}

/// The median of the rounds' ratios, which drift less than the figures.
fn rate_by_rate(one: &Row, other: &Row) -> String {
    let pairs = one.turns.iter().zip(&other.turns);
    let ratios = pairs.map(|(one, other)| one.requests_per_s / other.requests_per_s);
    format!("{:.2}", median(ratios))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::super::route::Route;
    use super::*;

    fn row(route: &str, server: Server, requests_per_s: [f64; 3]) -> Row {
        let turn = |requests_per_s| Turn {
            requests_per_s,
            cpu_us: 42.4,
            p50_ms: 0.5,
            p99_ms: requests_per_s / 100.0,
            peak_mib: 30.0,
            n_failed: 1,
        };
        Row {
            route: Route::parse(route).unwrap(),
            n_before: 0,
            n_connections: 16,
            server,
            turns: requests_per_s.map(turn).to_vec(),
        }
    }

    #[test]
    fn the_node_stands_beside_each_other_server_by_medians() {
        let table = render(&[
            row("day", Server::Node, [1000.0, 3000.0, 2000.0]),
            row("day", Server::Sqlx, [500.0, 1000.0, 1000.0]),
            row("punch", Server::Sqlx, [7.0, 7.0, 7.0]),
        ]);
        for expected in [
            "`GET /api/attendance/days/today`\n\n| connections | in the",
            "| 16 | 0 | node | 2000 |  |  | 42 | 0.50 | 20.0 | 30 | 3 |",
            "| 16 | 0 | sqlx | 1000 | 2.00 |  | 42 | 0.50 | 10.0 | 30 | 3 |",
            "`PUT /api/attendance/punches/{id}`\n\n| connections",
            "| 16 | 0 | sqlx | 7.00 |  |  | 42 |",
        ] {
            assert!(table.contains(expected), "{expected} is not in\n{table}");
        }
    }

    #[test]
    fn each_store_stands_beside_the_first_one_of_its_server() {
        let filled = |server, requests_per_s| Row {
            n_before: 5_000_000,
            ..row("punch", server, requests_per_s)
        };
        let table = render(&[
            row("punch", Server::Node, [1000.0, 3000.0, 2000.0]),
            row("punch", Server::Group, [4000.0, 4000.0, 4000.0]),
            filled(Server::Node, [500.0, 1500.0, 1600.0]),
            filled(Server::Group, [2000.0, 3000.0, 3200.0]),
        ]);
        for expected in [
            "| 16 | 5000000 | node | 1500 |  | 0.50 |",
            "| 16 | 5000000 | group | 3000 | 0.50 | 0.75 |",
        ] {
            assert!(table.contains(expected), "{expected} is not in\n{table}");
        }
    }
}
