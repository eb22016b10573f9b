//! An office to test in: the router, its clock, its store of bytes and short ways to call it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use bytes::Bytes;
use futures::future::{BoxFuture, ready};
use futures::stream::{self, StreamExt as _};
use http_body_util::BodyExt as _;
use ngantor_core::caller::{Caller, Reach, Role};
use ngantor_core::keys::{MasterSecret, TokenKey};
use ngantor_core::time::Zone;
use ngantor_core::token::{Bearer, Scope, mint};
use ngantor_db::{Db, NativeSql, Row, Value, migrate};
use ngantor_http::testing::Fixed;
use ngantor_http::{Ambient as _, Base, serve};
use uploads::blobs::{BlobError, Blobs};
use uploads::{SCHEMA, http as function};

use crate::people::People;

pub const SITI: &str = "0193a5b0-7c1e-7000-8000-000000000001";
pub const BUDI: &str = "0193a5b0-7c1e-7000-8000-000000000002";
/// Keeps the records of people.
pub const KEEPER: &str = "0193a5b0-7c1e-7000-8000-000000000009";
/// No person.
pub const MACHINE: &str = "machine";
pub const FILES: &str = "/api/uploads/files";
/// The most bytes of a file here.
pub const FILE_MAX: usize = 6 << 20;
/// A piece of the store that tests use, in bytes: small, so that files have many.
pub const PIECE: usize = 16;
pub const OFFSET_TYPE: (&str, &str) = ("content-type", "application/offset+octet-stream");

/// A store of bytes in memory, with little room if a test says so.
pub struct Shelf {
    pub pieces: Mutex<BTreeMap<String, Vec<u8>>>,
    pub room_bytes: Mutex<usize>,
}

impl Blobs for Shelf {
    fn piece_bytes(&self) -> usize {
        PIECE
    }

    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BoxFuture<'a, Result<(), BlobError>> {
        assert!(bytes.len() <= PIECE, "a piece of {} bytes", bytes.len());
        let mut pieces = self.pieces.lock().unwrap();
        let room = *self.room_bytes.lock().unwrap();
        let others = pieces.iter().filter(|(known, _)| *known != key);
        if room < usize::MAX
            && others.map(|(_, piece)| piece.len()).sum::<usize>() + bytes.len() > room
        {
            return Box::pin(ready(Err(BlobError::Full)));
        }
        pieces.insert(key.to_owned(), bytes);
        Box::pin(ready(Ok(())))
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, BlobError>> {
        let found = self.pieces.lock().unwrap().get(key).cloned();
        Box::pin(ready(Ok(found)))
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), BlobError>> {
        self.pieces.lock().unwrap().remove(key);
        Box::pin(ready(Ok(())))
    }
}

pub struct Office {
    pub router: Router,
    pub db: Db,
    pub shelf: Arc<Shelf>,
    pub clock: Arc<Fixed>,
    /// `people`, as this function reaches it.
    pub outside: Arc<People>,
    key: TokenKey,
}

/// An answer, its body as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Status and code of a refusal.
    pub fn refusal(&self) -> (u16, String) {
        let code = self.json()["code"].as_str().unwrap_or_default().to_owned();
        (self.status.as_u16(), code)
    }
}

impl Office {
    /// Opens at 10:00 in Jakarta on 2026-11-25, a Wednesday.
    pub async fn open() -> Self {
        let db: Db = Arc::new(NativeSql::in_memory().await.unwrap());
        migrate(&*db, &SCHEMA).await.unwrap();
        let clock = Arc::new(Fixed::at("2026-11-25T03:00:00Z".parse().unwrap()));
        let key = MasterSecret::new([7; 32]).token_key(SCHEMA.function);
        let shelf = Arc::new(Shelf {
            pieces: Mutex::default(),
            room_bytes: Mutex::new(usize::MAX),
        });
        let outside = Arc::new(People::default());
        let base = Base {
            function: SCHEMA.function,
            key: key.clone(),
            db: db.clone(),
            ambient: clock.clone(),
        };
        let app = function::App {
            base,
            blobs: shelf.clone(),
            outside: outside.clone(),
            file_max_bytes: FILE_MAX as u64,
        };
        Self {
            router: function::routes().with_state(app),
            db,
            shelf,
            clock,
            outside,
            key,
        }
    }

    pub fn token(&self, person: &str) -> String {
        if person == MACHINE {
            let bearer = Bearer::Machine(Scope::Feed);
            return mint(&bearer, SCHEMA.function, &self.key, self.clock.now()).unwrap();
        }
        let role = if person == KEEPER {
            Role::Personnel
        } else {
            Role::Employee
        };
        let caller = Caller {
            person_id: person.parse().unwrap(),
            session_id: "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap(),
            roles: vec![role],
            zone: Zone::JAKARTA,
            reach: Reach::Whole,
        };
        mint(
            &Bearer::Person(caller),
            SCHEMA.function,
            &self.key,
            self.clock.now(),
        )
        .unwrap()
    }

    /// Sends a request as somebody, or as nobody when the name is empty.
    pub async fn send(
        &self,
        (method, path): (Method, &str),
        person: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap();
        if !person.is_empty() {
            let bearer = format!("Bearer {}", self.token(person));
            let bearer = HeaderValue::from_str(&bearer).unwrap();
            request.headers_mut().insert("authorization", bearer);
        }
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            request.headers_mut().append(name, value);
        }
        let (parts, body) = serve(self.router.clone(), request).await.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes().to_vec());
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.unwrap_or_default(),
        }
    }

    /// The same in tus 1.0.0.
    pub async fn tus(
        &self,
        to: (Method, &str),
        person: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut all = vec![("tus-resumable", "1.0.0")];
        all.extend(headers);
        self.send(to, person, &all, body.into()).await
    }

    /// Begins an upload of so many bytes; gives its path.
    pub async fn create(&self, person: &str, length: usize) -> String {
        let length = length.to_string();
        let headers = [("upload-length", length.as_str())];
        let answer = self.tus((Method::POST, FILES), person, &headers, "").await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        answer.header("location").unwrap().to_owned()
    }

    /// Sends the bytes from an offset on.
    pub async fn patch(
        &self,
        path: &str,
        person: &str,
        offset: usize,
        body: impl Into<Body>,
    ) -> Answer {
        let offset = offset.to_string();
        let headers = [("upload-offset", offset.as_str()), OFFSET_TYPE];
        self.tus((Method::PATCH, path), person, &headers, body)
            .await
    }

    /// Where an upload is.
    pub async fn offset(&self, path: &str, person: &str) -> Option<String> {
        let answer = self.tus((Method::HEAD, path), person, &[], "").await;
        answer.header("upload-offset").map(str::to_owned)
    }

    /// One upload as JSON.
    pub async fn view(&self, path: &str, person: &str) -> serde_json::Value {
        let body = Body::empty();
        self.send((Method::GET, path), person, &[], body)
            .await
            .json()
    }

    /// The regular work, once.
    pub async fn tick(&self) -> serde_json::Value {
        let to = (Method::POST, "/api/uploads/tick");
        let answer = self.send(to, MACHINE, &[], Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.json()
    }

    /// What somebody holds: files and bytes.
    pub async fn usage(&self, person: &str) -> (u64, u64) {
        let usage = self.view("/api/uploads/usage", person).await;
        (
            usage["n_files"].as_u64().unwrap(),
            usage["bytes"].as_u64().unwrap(),
        )
    }

    /// Keys in the store.
    pub fn n_keys(&self) -> usize {
        self.shelf.pieces.lock().unwrap().len()
    }

    /// The rows of a statement.
    pub async fn rows(&self, statement: &str, parameters: Vec<Value>) -> Vec<Row> {
        self.db.run(statement, parameters).await.unwrap()
    }

    /// The bytes of an upload, as the segments say.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let id = path.rsplit('/').next().unwrap();
        let statement = "SELECT origin_id, generation, length FROM segment
            WHERE garbage_at IS NULL AND upload_id = coalesce((SELECT content.upload_id
                FROM content JOIN upload ON upload.sha256 = content.sha256
                WHERE upload.id = ?1), ?1)
            ORDER BY starts_at LIMIT 1000";
        let mut bytes = Vec::new();
        for row in self.rows(statement, vec![id.into()]).await {
            let mut left = usize::try_from(row.integer("length").unwrap()).unwrap();
            for n in 0.. {
                if left == 0 {
                    break;
                }
                let (origin, generation) = (row.text("origin_id"), row.integer("generation"));
                let key = format!("{}/{}/{n}", origin.unwrap(), generation.unwrap());
                let piece = self.shelf.pieces.lock().unwrap()[&key].clone();
                let taken = left.min(piece.len()).min(PIECE);
                bytes.extend_from_slice(&piece[..taken]);
                left -= taken;
            }
        }
        bytes
    }
}

/// Bytes that look like no others.
pub fn report() -> Vec<u8> {
    (0..100_u8).map(|n| n.wrapping_mul(37)).collect()
}

/// [`report`]'s SHA-256.
pub const REPORT_SHA256: &str = "99159ebc276605b0609fdd0fb45159d6db3c5686e9f7eba1cc408c27c5524357";

/// A body that comes in some pieces and then breaks off.
pub fn broken(bytes: &[u8]) -> Body {
    let pieces: Vec<_> = bytes.chunks(5).map(Bytes::copy_from_slice).collect();
    let end = std::io::Error::other("the line is cut");
    let stream = stream::iter(pieces.into_iter().map(Ok)).chain(stream::iter([Err(end)]));
    Body::from_stream(stream)
}
