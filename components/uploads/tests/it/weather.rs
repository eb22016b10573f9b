//! Bad weather: lines that are cut, writers that die, clients that ask or guess, as chance has it.
//! What is whole in the end is what was sent.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::stream::{self, StreamExt as _};

use crate::office::{Office, SITI, broken, report};

/// Numbers that look like chance and are the same in every run (Knuth, MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

fn file(chance: &mut Chance) -> Vec<u8> {
    let length = chance.below(400);
    (0..length)
        .map(|_| u8::try_from(chance.below(256)).unwrap())
        .collect()
}

/// Where the upload is, as a client asks.
async fn ask(office: &Office, path: &str) -> usize {
    office.offset(path, SITI).await.unwrap().parse().unwrap()
}

/// One request in bad weather, from an offset that the client was told.
async fn send(office: &Office, path: &str, bytes: &[u8], chance: &mut Chance) {
    let at = ask(office, path).await;
    let length = chance.below(bytes.len() - at + 1);
    let piece = &bytes[at..at + length];
    match chance.below(4) {
        0 => drop(office.patch(path, SITI, at, broken(piece)).await),
        1 => {
            // It hangs, and whoever served it dies.
            let line = stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))]);
            let body = Body::from_stream(line.chain(stream::pending()));
            let write = office.patch(path, SITI, at, body);
            futures::pin_mut!(write);
            let n_before = office.n_keys();
            let dies = async {
                for _ in 0..chance.below(40) {
                    tokio::task::yield_now().await;
                }
            };
            futures::pin_mut!(dies);
            futures::future::select(write, dies).await;
            assert!(office.n_keys() >= n_before);
        }
        2 => {
            let guess = chance.below(bytes.len() + 2);
            let answer = office.patch(path, SITI, guess, piece.to_vec()).await;
            // Only the offset that is right was gone on from.
            assert!(guess == at || answer.status == 409, "{answer:?}");
        }
        _ => drop(office.patch(path, SITI, at, piece.to_vec()).await),
    }
    if chance.below(3) == 0 {
        office.clock.advance(Duration::from_mins(30));
        office.tick().await;
    }
}

#[tokio::test]
async fn what_comes_through_bad_weather_is_what_was_sent() {
    let mut chance = Chance(1);
    for run in 0..20 {
        let office = Office::open().await;
        // Another one comes meanwhile, and nothing of it is mixed in.
        let calm = office.create(SITI, 100).await;
        office.patch(&calm, SITI, 0, report()[..50].to_vec()).await;
        let bytes = file(&mut chance);
        let path = office.create(SITI, bytes.len()).await;
        for _ in 0..chance.below(12) {
            if office.view(&path, SITI).await["state"] == "ready" {
                break;
            }
            send(&office, &path, &bytes, &mut chance).await;
        }
        let at = ask(&office, &path).await;
        office.patch(&path, SITI, at, bytes[at..].to_vec()).await;
        office.patch(&calm, SITI, 50, report()[50..].to_vec()).await;
        assert_eq!(office.bytes(&path).await, bytes, "run {run}");
        assert_eq!(office.bytes(&calm).await, report(), "run {run}");
        let digest = uploads::domain::digest::RunningDigest::default();
        let expected = [bytes.clone()].iter().fold(digest, |mut digest, bytes| {
            digest.update(bytes);
            digest
        });
        let view = office.view(&path, SITI).await;
        assert_eq!(view["sha256"], expected.finish().as_str(), "run {run}");
        let held = (2, bytes.len() as u64 + 100);
        assert_eq!(office.usage(SITI).await, held, "run {run}");
    }
}
