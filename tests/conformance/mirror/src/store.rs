//! The key-value store, line by line on one open store.

use spin_sdk::key_value::{Error, Store};

use crate::acts::{Findings, pair, said};

/// Does what each line says, on one open store.
pub async fn act(label: &str, lines: &str) -> Findings {
    let store = Store::open(label).await.map_err(said)?;
    let mut found = String::new();
    for line in lines.lines() {
        found += &run(&store, label, line).await.unwrap_or_else(said);
        found.push('\n');
    }
    Ok(found)
}

async fn run(store: &Store, label: &str, line: &str) -> Result<String, Error> {
    let (verb, rest) = pair(line, " ");
    let done = || "done".to_owned();
    match verb {
        "set" => {
            let (key, value) = pair(rest, " ");
            store.set(key, value).await.map(|()| done())
        }
        "fill" => {
            let (n_bytes, key) = pair(rest, " ");
            let value = vec![b'x'; n_bytes.parse().unwrap_or_default()];
            store.set(key, value).await.map(|()| done())
        }
        "get" => Ok(match store.get(rest).await? {
            Some(value) if value.len() > 100 => format!("{} bytes", value.len()),
            Some(value) => format!("{:?}", String::from_utf8_lossy(&value)),
            None => "nothing".to_owned(),
        }),
        "exists" => store
            .exists(rest)
            .await
            .map(|is_there| is_there.to_string()),
        "delete" => store.delete(rest).await.map(|()| done()),
        "keys" => {
            // In which order a store lists its keys is its own affair.
            let mut keys = store.get_keys().await.collect().await?;
            keys.sort_unstable();
            Ok(format!("{keys:?}"))
        }
        "hold" => {
            let mut held = Vec::new();
            for _ in 0..rest.parse().unwrap_or(0) {
                held.push(Store::open(label).await?);
            }
            Ok(format!("held {}", held.len()))
        }
        _ => Ok(format!("no such line: {line}")),
    }
}
