//! The master secret changes while people work: instances of before and after answer beside each
//! other for a while, as where one is drained while the next one starts. Nobody goes back: the one
//! of before does not know what the next secret makes.

use axum::http::StatusCode;
use futures::future::{join, join_all};
use ngantor_core::keys::MasterSecret;
use serde_json::json;

use crate::office::{Office, text};

const N_BROWSERS: u32 = 6;
const N_ROUNDS: u32 = 24;

/// A browser: what it has of its session.
struct Browser {
    access: String,
    refresh: String,
    /// Whether its tokens are of the next instance already.
    has_moved: bool,
}

/// Numbers that look like chance and are the same in each run (Knuth, MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

impl Browser {
    /// Asks, and takes new tokens, of two instances; `both` asks both at once for the latter.
    async fn works(&mut self, (one, two): (&Office, &Office), both: bool) {
        let me = one.get("/me", &self.access).await;
        assert_eq!(me.status, StatusCode::OK, "{:?}", me.body);
        let form = json!({"refresh_token": self.refresh});
        let asked = two.post("/sessions/refresh", &form);
        let answer = match both {
            false => asked.await,
            true => {
                let (answer, again) = join(asked, one.post("/sessions/refresh", &form)).await;
                assert_eq!(again.status, StatusCode::OK, "{:?}", again.body);
                answer
            }
        };
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        self.access = text(&answer.body, "/access_tokens/people");
        self.refresh = text(&answer.body, "/refresh_token");
    }
}

fn secret(n: u8) -> MasterSecret {
    MasterSecret::new([n; 32])
}

/// Browsers that work while the secret changes twice, in an order that the seed makes.
async fn lives(seed: u64) {
    let mut dice = Dice(seed);
    let first = Office::open().await;
    let mut browsers = Vec::new();
    for _ in 0..N_BROWSERS {
        let session = first.sign_in("siti").await;
        browsers.push(Browser {
            access: text(&session, "/access_tokens/people"),
            refresh: text(&session, "/refresh_token"),
            has_moved: false,
        });
    }
    // The office begins with 7.
    let mut instances = vec![first];
    for (next, before) in [(8, 7), (9, 8)] {
        // The next one starts, and closes anew what is kept, while the one before is asked.
        let current = instances.last().unwrap();
        let start = current.beside_with(secret(next).in_place_of(&secret(before)));
        let work = join_all(
            browsers
                .iter_mut()
                .map(|it| it.works((current, current), false)),
        );
        let (started, _) = join(start, work).await;
        instances.push(started);
        for _ in 0..N_ROUNDS {
            let [.., one, two] = &instances[..] else {
                unreachable!("two at least")
            };
            let nth = dice.roll(browsers.len());
            let browser = &mut browsers[nth];
            let way = if browser.has_moved { 2 } else { dice.roll(3) };
            let (pair, moves) = [((one, one), false), ((one, two), true), ((two, two), true)][way];
            browser.works(pair, dice.roll(2) == 0).await;
            browser.has_moved = moves;
            pass_some_seconds(two, &mut dice);
        }
        // The last one of before is gone; everybody comes once to the next, which then drops it.
        let [.., last] = &instances[..] else {
            unreachable!("one at least")
        };
        join_all(browsers.iter_mut().map(|it| it.works((last, last), true))).await;
        let alone = last.beside_with(secret(next)).await;
        browsers.iter_mut().for_each(|it| it.has_moved = false);
        instances = vec![alone];
        let [alone] = &instances[..] else {
            unreachable!("one")
        };
        join_all(browsers.iter_mut().map(|it| it.works((alone, alone), true))).await;
    }
}

/// Some seconds pass: never so many that a token runs out between two turns of one browser.
fn pass_some_seconds(office: &Office, dice: &mut Dice) {
    office.pass_s(u64::try_from(dice.roll(3)).unwrap());
}

#[tokio::test]
async fn nobody_is_signed_out_while_the_secret_changes_whoever_answers_first() {
    for seed in 1..=4 {
        lives(seed).await;
    }
}

#[tokio::test]
async fn what_a_dropped_secret_made_is_nobodys_however_late_it_was_made() {
    let first = Office::open().await;
    let session = first.sign_in("siti").await;
    let second = first.beside_with(secret(8).in_place_of(&secret(7))).await;
    let form = json!({"refresh_token": session["refresh_token"]});
    // The instance of before is drained last.
    let late = first.post("/sessions/refresh", &form).await;
    let late = json!({"refresh_token": late.body["refresh_token"]});
    let good = second.post("/sessions/refresh", &late).await;
    assert_eq!(good.status, StatusCode::OK, "{:?}", good.body);
    let alone = second.beside_with(secret(8)).await;
    let over = alone.post("/sessions/refresh", &late).await;
    assert_eq!(over.body["code"], "session_over");
    // What is not the office's ends nothing: the session goes on with what the next secret made.
    let own = json!({"refresh_token": good.body["refresh_token"]});
    let goes_on = alone.post("/sessions/refresh", &own).await;
    assert_eq!(goes_on.status, StatusCode::OK, "{:?}", goes_on.body);
}
