//! `people` as this function reaches it: its two routes that a follower asks, over a journal that
//! the test writes. What they answer is held to the real function by the node's ring.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Request, Response, StatusCode};
use ngantor_http::fetch::{FETCH_MAX_BYTES, Fetch, FetchError, Fetched};
use serde_json::{Value, json};

#[derive(Default)]
pub struct People(Mutex<Told>);

#[derive(Default)]
struct Told {
    events: Vec<Value>,
    is_away: bool,
}

impl People {
    /// Tells of a row of a table, as it is now.
    pub fn tell(&self, table: &str, row: Value) {
        let mut told = self.told();
        let seq = told.events.len() + 1;
        let event = json!({"specversion": "1.0", "id": seq.to_string(), "source": "/api/people",
            "type": format!("id.ngantor.people.{table}.changed"), "subject": row["id"],
            "time": "2026-11-25T00:00:00Z", "actor": "people",
            "datacontenttype": "application/json", "data": {"old": null, "new": row}});
        told.events.push(event);
    }

    /// Cannot be reached from now on, or can again.
    pub fn go_away(&self, is_away: bool) {
        self.told().is_away = is_away;
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Request<Bytes>) -> Fetched {
        let told = self.told();
        if told.is_away {
            return Err(FetchError::Unreachable("nobody is there".to_owned()));
        }
        let body = match request.uri().path() {
            "/api/people/tokens" => {
                let form: Value = serde_json::from_slice(request.body()).unwrap();
                assert_eq!(form["resource"], "people");
                json!({"access_tokens": {"people": "token"}, "expires_in": 600})
            }
            "/api/people/feed" => {
                assert_eq!(request.headers()["authorization"], "Bearer token");
                let query = request.uri().query().unwrap();
                let number = |name: &str| -> usize {
                    let part = query.split('&').find_map(|part| part.strip_prefix(name));
                    part.unwrap().parse().unwrap()
                };
                let events = told.events.iter().skip(number("after="));
                Value::Array(events.take(number("limit=")).cloned().collect())
            }
            path => unreachable!("nobody asks for {path}"),
        };
        let body = body.to_string();
        if body.len() > FETCH_MAX_BYTES {
            return Err(FetchError::TooLarge);
        }
        let response = Response::builder().status(StatusCode::OK);
        Ok(response.body(Bytes::from(body)).unwrap())
    }
}

impl Fetch for People {
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Fetched> {
        Box::pin(std::future::ready(self.answer(&request)))
    }
}
