//! SQL, line by line on one connection, or two; each value is shown with its type.

use spin_sdk::sqlite::{Connection, Error, Value};

use crate::acts::{Findings, pair, said};

/// Runs each line on one connection, and those that say so on a second.
pub async fn act(label: &str, lines: &str) -> Findings {
    let connection = Connection::open(label).await.map_err(said)?;
    let other = match lines.contains("other: ") {
        true => Some(Connection::open(label).await.map_err(said)?),
        false => None,
    };
    let mut found = String::new();
    for line in lines.lines() {
        let result = match (line.split_once(' '), &other) {
            (Some(("other:", line)), Some(other)) => run(other, line).await,
            (Some(("hold", n)), _) => hold(label, n).await,
            _ => run(&connection, line).await,
        };
        found += &result.unwrap_or_else(said);
        found.push('\n');
    }
    Ok(found)
}

async fn hold(label: &str, n: &str) -> Result<String, Error> {
    let mut held = Vec::new();
    for _ in 0..n.parse().unwrap_or(0) {
        held.push(Connection::open(label).await?);
    }
    Ok(format!("held {}", held.len()))
}

async fn run(connection: &Connection, line: &str) -> Result<String, Error> {
    match line {
        "changes" => return Ok(format!("changes: {}", connection.changes().await)),
        "last insert rowid" => {
            let rowid = connection.last_insert_rowid().await;
            return Ok(format!("last insert rowid: {rowid}"));
        }
        _ => {}
    }
    let (statement, parameters) = pair(line, " -- ");
    let parameters = match parameters {
        "" => Ok(Vec::new()),
        listed => listed.split(" | ").map(parse).collect(),
    };
    let parameters = match parameters {
        Ok(parameters) => parameters,
        Err(words) => return Ok(words),
    };
    let result = connection.execute(statement, parameters).await?;
    let columns = result.columns().join(", ");
    let rows = result.collect().await?;
    if columns.is_empty() {
        return Ok("done".to_owned());
    }
    let rows = rows.iter().map(|row| {
        let values: Vec<_> = row.values.iter().map(show).collect();
        format!("\n{}", values.join(" | "))
    });
    Ok(format!("columns: {columns}{}", rows.collect::<String>()))
}

fn parse(text: &str) -> Result<Value, String> {
    let (kind, text) = pair(text, " ");
    let no_value = |_| format!("no {kind}: {text}");
    Ok(match kind {
        "integer" => Value::Integer(text.parse().map_err(|e| no_value(format!("{e}")))?),
        "real" => Value::Real(text.parse().map_err(|e| no_value(format!("{e}")))?),
        "text" => Value::Text(text.to_owned()),
        "blob" => Value::Blob(bytes(text)),
        _ => Value::Null,
    })
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    let pairs = digits.chunks_exact(2);
    pairs
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | *digit as u8))
        .collect()
}

fn show(value: &Value) -> String {
    match value {
        Value::Integer(number) => format!("integer {number}"),
        Value::Real(number) => format!("real {number:?}"),
        Value::Text(text) => format!("text {text:?}"),
        Value::Blob(bytes) => {
            let hex = bytes.iter().map(|byte| format!("{byte:02x}"));
            format!("blob x'{}'", hex.collect::<String>())
        }
        Value::Null => "null".to_owned(),
    }
}
