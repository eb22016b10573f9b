//! The routes and their JSON: load, decide, save, show.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::keys::MasterSecret;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Faults;
use ngantor_core::time::Zone;
use ngantor_core::token::{self, ACCESS_TOKEN_S, Bearer};
use ngantor_db::DbError;
use ngantor_http::{Base, Json, Kind, Problem, Routes, SignedIn, json, kind, standard};
use serde::{Deserialize, Serialize};

use crate::domain::{self, Username};
use crate::password;
use crate::store::{self, Institution, Person};

/// Where this function answers.
pub const PREFIX: &str = "/api/people";

/// A hash of nobody's password: a sign-in with an unknown name takes as long as any other.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
    $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The word of the set-up link is not the right one.
pub const WRONG_LINK: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "wrong_setup_link",
    title: Text::new(
        "Tautan penyiapan tidak berlaku",
        "The set-up link is not valid",
    ),
    detail: Text::new(
        "Pakai tautan yang dicetak saat server dijalankan.",
        "Use the link that was printed when the server started.",
    ),
};
/// There is an institution already.
pub const SET_UP_ALREADY: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "set_up_already",
    title: Text::new(
        "Kantor ini sudah disiapkan",
        "This office is set up already",
    ),
    detail: Text::new("Masuk dengan akun Anda.", "Sign in with your account."),
};
/// The name or the password is wrong; which one is not told.
pub const WRONG_PASSWORD: Kind = Kind {
    status: StatusCode::UNAUTHORIZED,
    code: "wrong_password",
    title: Text::new(
        "Nama pengguna atau kata sandi salah",
        "Wrong username or password",
    ),
    detail: Text::new(
        "Periksa ejaannya, lalu coba lagi.",
        "Check the spelling, then try again.",
    ),
};

/// The state of the router.
#[derive(Clone)]
pub struct App {
    /// What every function has.
    pub base: Base,
    /// From which every token key comes.
    pub master: MasterSecret,
    /// The functions for which a sign-in gives tokens.
    pub functions: Arc<[String]>,
}

impl FromRef<App> for Base {
    fn from_ref(app: &App) -> Self {
        app.base.clone()
    }
}

/// Every route.
pub fn routes() -> Routes<App> {
    let own = Routes::under(PREFIX)
        .get("/setup", show_setup)
        .post("/setup", set_up)
        .post("/sessions", sign_in)
        .get("/me", show_me);
    standard::add(own)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InstitutionJson {
    name: String,
    zone: Zone,
}

#[derive(Serialize)]
struct SetupView {
    open: bool,
    institution: Option<InstitutionJson>,
}

async fn show_setup(State(app): State<App>) -> Result<Response, Problem> {
    let institution = store::institution(&*app.base.db)
        .await?
        .map(institution_json);
    Ok(json(
        StatusCode::OK,
        &SetupView {
            open: institution.is_none(),
            institution,
        },
    ))
}

fn institution_json(institution: Institution) -> InstitutionJson {
    InstitutionJson {
        name: institution.name,
        zone: institution.zone,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetupForm {
    token: String,
    institution: InstitutionJson,
    administrator: AdministratorForm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdministratorForm {
    name: String,
    username: String,
    password: String,
}

async fn set_up(State(app): State<App>, Json(form): Json<SetupForm>) -> Result<Response, Problem> {
    if !app.master.is_setup_token(&form.token) {
        return Err(WRONG_LINK.into());
    }
    let mut faults = Faults::default();
    let admin = &form.administrator;
    let house = faults.take(domain::check_name(
        &form.institution.name,
        "/institution/name",
    ));
    let name = faults.take(domain::check_name(&admin.name, "/administrator/name"));
    let username = faults.take(Username::parse(&admin.username, "/administrator/username"));
    if let Some(username) = &username {
        let pointer = "/administrator/password";
        faults.take(domain::check_password(&admin.password, username, pointer));
    }
    let (house, (name, username)) = faults.finish(house.zip(name.zip(username)))?;
    let institution = Institution {
        name: house,
        zone: form.institution.zone,
    };
    // Before the hash, which costs 0.1 s; the database has the last word below.
    if store::institution(&*app.base.db).await?.is_some() {
        return Err(SET_UP_ALREADY.into());
    }
    let hash = password::hash(&admin.password, app.base.ambient.random()?)
        .map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"a password is not hashed"))?;
    let id: PersonId = app.base.new_id();
    let admin = (name.as_str(), &username, hash.as_str());
    store::open_institution(&*app.base.db, &institution, id, admin, app.base.now())
        .await
        .map_err(|error| match error {
            error if error.is_unique("institution.id") => SET_UP_ALREADY.into(),
            error => Problem::from(error),
        })?;
    let person = store::person_by_id(&*app.base.db, id)
        .await?
        .ok_or_else(missing)?;
    Ok(json(StatusCode::CREATED, &PersonView::of(&person)))
}

fn missing() -> DbError {
    DbError::Shape("a row that was just written is missing".to_owned())
}

#[derive(Serialize)]
struct PersonView<'a> {
    id: PersonId,
    name: &'a str,
    username: &'a str,
    roles: &'a [Role],
    zone: Zone,
}

impl<'a> PersonView<'a> {
    fn of(person: &'a Person) -> Self {
        let Person {
            id,
            name,
            username,
            roles,
            zone,
        } = person;
        Self {
            id: *id,
            name,
            username,
            roles,
            zone: *zone,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    username: String,
    password: String,
}

#[derive(Serialize)]
struct SessionView<'a> {
    person: PersonView<'a>,
    access_tokens: BTreeMap<String, String>,
    expires_in: i64,
}

async fn sign_in(
    State(app): State<App>,
    Json(form): Json<SignInForm>,
) -> Result<Response, Problem> {
    // An impossible name is answered like an unknown one.
    let found = match Username::parse(&form.username, "/username") {
        Ok(username) => store::person_by_username(&*app.base.db, &username).await?,
        Err(_) => None,
    };
    let hash = found
        .as_ref()
        .map_or(NOBODYS_HASH, |(_, hash)| hash.as_str());
    // No kept password is longer, and hashing megabytes would cost the machine.
    let fits = form.password.chars().count() <= domain::PASSWORD_MAX_CHARS
        && password::is_of(&form.password, hash);
    let Some((person, _)) = found.filter(|_| fits) else {
        return Err(WRONG_PASSWORD.into());
    };
    let caller = Caller {
        person_id: person.id,
        session_id: app.base.new_id(),
        roles: person.roles.clone(),
        zone: person.zone,
    };
    let access_tokens = tokens(&app, caller)?;
    let person = PersonView::of(&person);
    let view = SessionView {
        person,
        access_tokens,
        expires_in: ACCESS_TOKEN_S,
    };
    Ok(json(StatusCode::CREATED, &view))
}

/// One token for each function, made with that function's own key.
fn tokens(app: &App, caller: Caller) -> Result<BTreeMap<String, String>, Problem> {
    let bearer = Bearer::Person(caller);
    let mint = |function: &String| {
        let key = app.master.token_key(function);
        let token = token::mint(&bearer, function, &key, app.base.now());
        let token =
            token.map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"a token is not minted"))?;
        Ok((function.clone(), token))
    };
    app.functions.iter().map(mint).collect()
}

#[derive(Serialize)]
struct MeView<'a> {
    #[serde(flatten)]
    person: PersonView<'a>,
    institution: Option<InstitutionJson>,
}

async fn show_me(State(app): State<App>, SignedIn(caller): SignedIn) -> Result<Response, Problem> {
    // A token outlives its person by minutes at most.
    let person = store::person_by_id(&*app.base.db, caller.person_id).await?;
    let person = person.ok_or(kind::UNAUTHENTICATED)?;
    let institution = store::institution(&*app.base.db)
        .await?
        .map(institution_json);
    Ok(json(
        StatusCode::OK,
        &MeView {
            person: PersonView::of(&person),
            institution,
        },
    ))
}
