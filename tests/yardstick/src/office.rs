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
use ngantor_core::ticket::TicketKey;
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
    /// Each with the paths below which it answers.
    functions: [(&'static str, &'static str, Router); 4],
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
        let names = people::domain::parse_functions("people attendance assignments activities");
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
        let attendance = attendance::http::routes().with_state(attendance::http::App {
            base: attendance,
            outside: Arc::new(Nowhere),
            signer,
            rules: attendance::store::rule::Kept::default(),
        });
        let tickets = master.token_key("upload-tickets").to_text();
        let tickets = TicketKey::parse_both(&tickets, "");
        let tickets = tickets.map_err(|_| anyhow!("the key of tickets is none"))?;
        let assignments = assignments::http::routes().with_state(assignments::http::App {
            base: base(&assignments::SCHEMA).await?,
            outside: Arc::new(Nowhere),
            tickets: tickets.clone(),
        });
        let activities = activities::http::routes().with_state(activities::http::App {
            base: base(&activities::SCHEMA).await?,
            outside: Arc::new(Nowhere),
            tickets: tickets.clone(),
        });
        let people = people::http::routes().with_state(app);
        Ok(Self {
            functions: [
                ("attendance", attendance::http::PREFIX, attendance),
                ("people", people::http::PREFIX, people),
                ("assignments", assignments::http::PREFIX, assignments),
                ("activities", activities::http::PREFIX, activities),
            ],
        })
    }

    /// By the routes of spin.toml.
    pub async fn lead(&self, request: Request) -> (&'static str, Response) {
        let path = request.uri().path();
        let mut functions = self.functions.iter();
        if let Some((name, _, router)) = functions.find(|(_, prefix, _)| is_below(path, prefix)) {
            return (name, lead(router.clone(), request).await);
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
    use rusqlite::Connection;

    use super::*;
    use crate::crowd::{PEOPLE_OF_A_UNIT, token, unit};
    use crate::history::{fill, today};
    use crate::{daily, given};

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
        let function = path.split('/').nth(2).unwrap_or("attendance");
        let token = token(function, number, &MasterSecret::new([1; 32])).unwrap();
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

    /// Of a store of work the same: what is listed, found and written is there.
    #[tokio::test]
    async fn the_store_of_work_is_as_the_functions_would_have_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let n = daily::ACTIVITIES_A_DAY + 1_200;
        daily::fill(path, n).await.unwrap();
        given::fill(path, 300).await.unwrap();
        let databases = Databases::parse("--group").unwrap();
        let master = MasterSecret::new([1; 32]);
        let office = Office::open(databases, path, &master, [9; 32]);
        let office = office.await.unwrap();
        while regular::tick(&office, &master).await.unwrap() {}

        let n_rows = async |number, path: &str, mark: &str| {
            let (status, body) = ask(&office, number, ("GET", path), "").await;
            assert_eq!(status, 200, "{path}: {body}");
            body.matches(mark).count()
        };
        let activities = "/api/activities/activities";
        let log = async |number, query: &str| {
            n_rows(number, &format!("{activities}{query}"), "\"person_id\"").await
        };
        assert!(log(LOOKS, "").await >= 2);
        for query in ["", "&state=logged", "&tag=rapat", "&q=laporan"] {
            assert!(log(1, &format!("?of=team{query}")).await > 0, "{query}");
            assert!(log(0, &format!("?of=all{query}")).await > 10, "{query}");
        }
        let assignments = "/api/assignments/assignments";
        let listed = async |number, query: &str| {
            n_rows(
                number,
                &format!("{assignments}{query}"),
                "\"assignment_id\"",
            )
            .await
        };
        assert!(listed(1, "?of=given&open=false").await > 0);
        assert!(listed(0, "?of=all").await > 0);
        assert!(listed(0, "?of=all&open=false").await > 10);
        let found = "/api/assignments/search?q=laporan+kinerja";
        assert!(n_rows(0, found, "\"assignment_id\"").await > 1);

        let written = Connection::open(database(path, "activities").unwrap()).unwrap();
        let number = |sql: &str| {
            written
                .query_row(sql, [], |row| row.get::<_, u32>(0))
                .unwrap()
        };
        assert_eq!(number("SELECT count(*) FROM activity"), n);
        assert_eq!(number("SELECT sum(n) FROM activity_day"), n);
        let wrong = "SELECT count(*) FROM activity_day AS day WHERE (n_logged, n_returned,
                n_acknowledged) IS NOT (SELECT sum(state = 'logged'), sum(state = 'returned'),
                    sum(state = 'acknowledged') FROM activity
                WHERE activity.person_id = day.person_id AND activity.day = day.day)";
        assert_eq!(number(wrong), 0);
        let created = "SELECT count(*) FROM sqlite_schema WHERE name = 'activity_created'";
        assert_eq!(number(created), 1);
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
