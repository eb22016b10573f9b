//! The routers of the functions on axum, and the way of one request.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use http::{HeaderValue, Method};
use ngantor::database::{Database, Grouping};
use ngantor_core::keys::{MasterSecret, TokenKey};
use ngantor_db::{Db, Schema, migrate};
use ngantor_http::fetch::Nowhere;
use ngantor_http::{Ambient as _, Base, serve as lead};
use ngantor_kv::MemoryStore;
use ngantor_tlog::checkpoint::Signer;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::engine::Engine;
use crate::machine::{Machine, database, log_seed, master_secret};
use crate::pool::{CONNECTIONS, Pool};
use crate::regular;

const REQUEST_ID: &str = "x-request-id";

/// What stands below the functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Databases {
    /// The node's engine.
    Engine(Grouping),
    /// sqlx's pool.
    Pool,
}

impl Databases {
    /// Reads the word of the command line.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "--group" => Some(Self::Engine(Grouping::Together)),
            "--alone" => Some(Self::Engine(Grouping::Alone)),
            "--sqlx" => Some(Self::Pool),
            _ => None,
        }
    }

    /// Opens a function's database with its schema.
    async fn open(self, folder: &Path, schema: &Schema) -> Result<Db> {
        let path = database(folder, schema.function)?;
        match self {
            Self::Pool => {
                Pool::migrate(&path, schema).await?;
                Ok(Arc::new(Pool::open(&path, CONNECTIONS).await?))
            }
            Self::Engine(grouping) => {
                let database = Database::take_with(&path, grouping)?;
                migrate(&Engine::open(&database)?, schema).await?;
                Ok(Arc::new(Engine::open(&database)?))
            }
        }
    }
}

/// The functions.
#[derive(Clone)]
pub struct Office {
    attendance: Router,
    people: Router,
}

/// Serves until SIGTERM.
pub async fn serve(databases: Databases, address: &str, folder: &Path) -> Result<()> {
    let master = master_secret()?;
    let office = Office::open(databases, folder, &master, log_seed()?).await?;
    tokio::spawn(regular::go_on(office.clone(), master));
    let listener = TcpListener::bind(address).await?;
    println!("listening: http://{}", listener.local_addr()?);
    let mut end = signal(SignalKind::terminate())?;
    let listener = listener.tap_io(|stream| {
        // As the node does; where it fails, small answers only come later.
        let _set = stream.set_nodelay(true);
    });
    let router = Router::new().fallback(answer).with_state(office);
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            end.recv().await;
        })
        .await?;
    Ok(())
}

impl Office {
    /// Opens the databases of a folder.
    ///
    /// # Errors
    /// What a database says, and a seed of zeros.
    pub async fn open(
        databases: Databases,
        folder: &Path,
        master: &MasterSecret,
        log_seed: [u8; 32],
    ) -> Result<Self> {
        let base = async |schema: &Schema| {
            let key = master.token_key(schema.function);
            let db = databases.open(folder, schema).await?;
            anyhow::Ok(base(schema, key, db))
        };
        let names = people::domain::parse_functions("people attendance");
        let app = people::http::App {
            base: base(&people::SCHEMA).await?,
            master: master.clone(),
            functions: names.ok_or_else(|| anyhow!("no list of functions"))?,
            clients: Arc::from([]),
            kv: Arc::new(MemoryStore::default()),
            address: None,
            outside: Arc::new(Nowhere),
        };
        let signer = Signer::new(attendance::SCHEMA.function, log_seed);
        let signer = Arc::new(signer.context("a log's seed is not all zeros")?);
        let attendance = base(&attendance::SCHEMA).await?;
        // As its own door does: a day is judged by these.
        attendance::shipped::put_in(&*attendance.db, attendance.now()).await?;
        Ok(Self {
            attendance: attendance::http::routes().with_state(attendance::http::App {
                base: attendance,
                outside: Arc::new(Nowhere),
                signer,
                rules: attendance::store::rule::Kept::default(),
            }),
            people: people::http::routes().with_state(app),
        })
    }

    /// By the routes of spin.toml.
    pub async fn lead(&self, request: Request) -> (&'static str, Response) {
        let path = request.uri().path();
        if is_below(path, attendance::http::PREFIX) {
            return ("attendance", lead(self.attendance.clone(), request).await);
        }
        if is_below(path, people::http::PREFIX) {
            return ("people", lead(self.people.clone(), request).await);
        }
        let (parts, _body) = request.into_parts();
        ("web", web::respond(&parts).map(Body::from))
    }
}

fn base(schema: &Schema, key: TokenKey, db: Db) -> Base {
    Base {
        function: schema.function,
        key,
        db,
        ambient: Arc::new(Machine),
    }
}

fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Gives a request its id, leads it to its function and logs it.
async fn answer(State(office): State<Office>, mut request: Request) -> Response {
    let begun = Instant::now();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let id = Machine.new_id().to_string();
    if let Ok(id) = HeaderValue::from_str(&id) {
        request.headers_mut().insert(REQUEST_ID, id);
    }
    let (component, mut response) = office.lead(request).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    log(&id, component, &method, uri.path(), &response, begun);
    response
}

/// The node's line.
fn log(
    id: &str,
    component: &str,
    method: &Method,
    path: &str,
    response: &Response,
    begun: Instant,
) {
    tracing::info!(
        request.id = id,
        component,
        %method,
        path,
        status = response.status().as_u16(),
        duration_ms = begun.elapsed().as_secs_f64() * 1000.0,
        "request"
    );
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::crowd::{PEOPLE_OF_A_UNIT, token, unit};
    use crate::history::{fill, today};

    const ID: &str = "0193a5b0-7c1e-7000-8000-000000000001";

    /// Somebody with a day to look at.
    const LOOKS: u32 = 7;
    /// Somebody without, so that no tap is the double of another.
    const PUNCHES: u32 = 11;

    async fn ask(
        office: &Office,
        number: u32,
        (method, path): (&str, &str),
        body: &'static str,
    ) -> (u16, String) {
        let token = token(number, &MasterSecret::new([1; 32])).unwrap();
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap();
        let response = answer(State(office.clone()), request).await;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Whatever the databases are, what is measured is the same work.
    async fn check(word: &str) {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path(), 20).await.unwrap();
        today(folder.path(), 10).await.unwrap();
        let databases = Databases::parse(word).unwrap();
        let master = MasterSecret::new([1; 32]);
        let office = Office::open(databases, folder.path(), &master, [9; 32]);
        let office = office.await.unwrap();

        let get = async |path: &str| ask(&office, LOOKS, ("GET", path), "").await;
        let (status, day) = get("/api/attendance/days/today").await;
        assert_eq!(status, 200, "{day}");
        assert_eq!(day.matches("\"direction\"").count(), 4, "{day}");
        assert_eq!(get("/api/people/setup").await.0, 200);
        assert_eq!(get("/").await.0, 200);

        let path = format!("/api/attendance/punches/{ID}");
        let form = r#"{"direction":"in","work_mode":"home","zone":"Asia/Makassar"}"#;
        let put = async || ask(&office, PUNCHES, ("PUT", &path), form).await.0;
        assert_eq!((put().await, put().await), (201, 200));

        let is_more = regular::tick(&office, &master).await.unwrap();
        assert!(!is_more, "a small office is done at once");
        let month = get("/api/attendance/months/2026-01").await;
        assert_eq!(month.0, 200, "{}", month.1);
        let board = format!("/api/attendance/units/{}/days/today", unit(1));
        let (status, board) = ask(&office, PEOPLE_OF_A_UNIT, ("GET", &board), "").await;
        assert_eq!(status, 200, "{board}");
        let n_people = board.matches("\"person_id\"").count();
        assert_eq!(n_people, PEOPLE_OF_A_UNIT as usize);
        // Those under the head, without the head.
        let recap = "/api/attendance/recaps/2026-01-05?of=team";
        let (status, recap) = ask(&office, PEOPLE_OF_A_UNIT, ("GET", recap), "").await;
        assert_eq!(status, 200, "{recap}");
        assert_eq!(
            recap.matches("\"person_id\"").count(),
            PEOPLE_OF_A_UNIT as usize - 1
        );
    }

    #[tokio::test]
    async fn the_office_works_on_the_nodes_engine() {
        check("--group").await;
        check("--alone").await;
    }

    #[tokio::test]
    async fn the_office_works_on_sqlxs_pool() {
        check("--sqlx").await;
    }
}
