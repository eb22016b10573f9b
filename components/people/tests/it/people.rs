//! The records of people: who sees, adds and changes whom.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};

const BUDI: u32 = 0x2000;

fn form(name: &str) -> Value {
    json!({"name": name, "username": name.to_lowercase(), "password": PASSWORD,
           "roles": ["employee"]})
}

async fn put(office: &Office, token: &str, n: u32, body: &Value) -> Answer {
    let path = format!("/people/{}", id(n));
    office.send(Method::PUT, &path, token, body, &[]).await
}

async fn patch(office: &Office, token: &str, n: u32, body: &Value, tag: &str) -> Answer {
    let path = format!("/people/{}", id(n));
    let headers = [("if-match", tag)];
    let headers = if tag.is_empty() {
        &[][..]
    } else {
        &headers[..]
    };
    office
        .send(Method::PATCH, &path, token, body, headers)
        .await
}

async fn personnel(office: &Office) -> String {
    office
        .token(&id(0x3000), &[Role::Employee, Role::Personnel])
        .await
}

async fn administrator(office: &Office) -> (String, String) {
    let session = office.sign_in("siti").await;
    (
        text(&session, "/access_tokens/people"),
        text(&session, "/person/id"),
    )
}

#[tokio::test]
async fn a_person_is_added_once_and_can_sign_in() {
    let office = Office::open().await;
    let token = personnel(&office).await;
    let made = put(&office, &token, BUDI, &form("Budi")).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(made.headers["etag"], "\"1\"");
    assert_eq!(made.body["zone"], "Asia/Jakarta");
    assert_eq!(made.body.get("password"), None);
    let n_entries = office.journal().await.len();
    let again = put(&office, &token, BUDI, &form("Budi")).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &made.body));
    assert_eq!(office.journal().await.len(), n_entries);
    assert_eq!(office.first_sign_in("budi").await["person"]["id"], id(BUDI));
}

#[tokio::test]
async fn an_id_and_a_username_are_one_persons() {
    let office = Office::open().await;
    let token = personnel(&office).await;
    put(&office, &token, BUDI, &form("Budi")).await;
    let mut other = form("Budi");
    other["password"] = json!("lain sama sekali");
    for body in [other, form("Wati")] {
        let answer = put(&office, &token, BUDI, &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.body["code"], "id_reused");
    }
    // To another caller even the right password is no match: it would confirm a guess.
    let other = office.token(&id(0x3001), &[Role::Personnel]).await;
    let answer = put(&office, &other, BUDI, &form("Budi")).await;
    assert_eq!(answer.body["code"], "id_reused");
    let taken = put(&office, &token, BUDI + 1, &form("BUDI")).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(taken.body["errors"][0]["pointer"], "/username");
    assert_eq!(taken.body["errors"][0]["code"], "taken");
}

#[tokio::test]
async fn everybody_sees_themselves_and_few_see_others() {
    let office = Office::open().await;
    put(&office, &personnel(&office).await, BUDI, &form("Budi")).await;
    put(&office, &personnel(&office).await, BUDI + 1, &form("Wati")).await;
    let own = format!("/people/{}", id(BUDI));
    let others = format!("/people/{}", id(BUDI + 1));
    for (role, status, n_listed) in [
        (Role::Employee, StatusCode::NOT_FOUND, 1),
        (Role::Planner, StatusCode::NOT_FOUND, 1),
        (Role::Auditor, StatusCode::OK, 4),
        (Role::Personnel, StatusCode::OK, 4),
        (Role::Administrator, StatusCode::OK, 4),
    ] {
        let token = office.token(&id(BUDI), &[role]).await;
        assert_eq!(office.get(&own, &token).await.status, StatusCode::OK);
        assert_eq!(office.get(&others, &token).await.status, status, "{role:?}");
        let list = office.get("/people", &token).await.body;
        assert_eq!(list.as_array().unwrap().len(), n_listed, "{role:?}");
    }
    let nobody = office
        .get(&format!("/people/{}", id(9)), &personnel(&office).await)
        .await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_personnel_and_administrators_add_and_change() {
    let office = Office::open().await;
    put(&office, &personnel(&office).await, BUDI, &form("Budi")).await;
    for role in [Role::Employee, Role::Planner, Role::Auditor] {
        let token = office.token(&id(BUDI), &[role]).await;
        let answer = put(&office, &token, BUDI + 1, &form("Wati")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}");
        let own = patch(&office, &token, BUDI, &json!({"name": "X"}), "\"1\"").await;
        assert_eq!(own.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    // Who may not see a person is not told that there is one.
    let token = office.token(&id(BUDI + 1), &[Role::Employee]).await;
    let answer = patch(&office, &token, BUDI, &json!({"name": "X"}), "\"1\"").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_change_names_the_version_that_it_changes() {
    let office = Office::open().await;
    let token = personnel(&office).await;
    put(&office, &token, BUDI, &form("Budi")).await;
    let name = json!({"name": "Budi Santoso"});
    let blind = patch(&office, &token, BUDI, &name, "").await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let changed = patch(&office, &token, BUDI, &name, "\"1\"").await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(changed.headers["etag"], "\"2\"");
    assert_eq!(changed.body["name"], "Budi Santoso");
    assert_eq!(changed.body["roles"], json!(["employee"]));
    let late = patch(&office, &token, BUDI, &json!({"name": "B"}), "\"1\"").await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(late.headers["etag"], "\"2\"");
    let entries = office.journal().await;
    assert_eq!(entries.last().unwrap().actor, id(0x3000));
    let old = entries.last().unwrap().old.as_ref().unwrap();
    assert_eq!(
        (&old["version"], &old["name"]),
        (&json!(1), &json!("[redacted]"))
    );
}

#[tokio::test]
async fn of_two_changes_at_once_one_holds() {
    let office = Office::open().await;
    let token = personnel(&office).await;
    put(&office, &token, BUDI, &form("Budi")).await;
    let (one, two) = (json!({"name": "Satu"}), json!({"name": "Dua"}));
    let (one, two) = tokio::join!(
        patch(&office, &token, BUDI, &one, "\"1\""),
        patch(&office, &token, BUDI, &two, "\"1\"")
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test]
async fn only_administrators_make_administrators_and_one_stays() {
    let office = Office::open().await;
    let (admin, siti) = administrator(&office).await;
    let personnel = personnel(&office).await;
    let mut high = form("Budi");
    high["roles"] = json!(["administrator", "employee", "administrator"]);
    let answer = put(&office, &personnel, BUDI, &high).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.body["code"], "role_not_yours");
    put(&office, &personnel, BUDI, &form("Budi")).await;
    let roles = json!({"roles": ["administrator"]});
    let answer = patch(&office, &personnel, BUDI, &roles, "\"1\"").await;
    assert_eq!(answer.body["code"], "role_not_yours");
    let path = format!("/people/{siti}");
    let less = json!({"roles": ["employee"]});
    let headers = [("if-match", "\"1\"")];
    let last = office
        .send(Method::PATCH, &path, &admin, &less, &headers)
        .await;
    assert_eq!(last.status, StatusCode::CONFLICT);
    assert_eq!(last.body["code"], "last_administrator");
    let made = patch(&office, &admin, BUDI, &roles, "\"1\"").await;
    assert_eq!(made.body["roles"], json!(["administrator"]));
    // Budi comes in.
    office.token(&id(BUDI), &[Role::Administrator]).await;
    let gone = office
        .send(Method::PATCH, &path, &admin, &less, &headers)
        .await;
    assert_eq!(gone.status, StatusCode::OK);
}

#[tokio::test]
async fn the_list_is_by_name_and_goes_on_where_its_page_ended() {
    let office = Office::open().await;
    let token = personnel(&office).await;
    for (n, name) in ["Dewi", "Agus", "Citra", "Bayu"].iter().enumerate() {
        let n = BUDI + u32::try_from(n).unwrap();
        put(&office, &token, n, &form(name)).await;
    }
    let mut path = "/people?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = office.get(&path, &token).await;
        let people = page.body.as_array().unwrap().iter();
        seen.extend(people.map(|person| text(person, "/name")));
        let Some(link) = page.headers.get("link") else {
            break;
        };
        let next = link.to_str().unwrap().split(['<', '>']).nth(1).unwrap();
        path = next.strip_prefix("/api/people").unwrap().to_owned();
    }
    assert_eq!(seen, ["Agus", "Bayu", "Citra", "Dewi", "Siti", "Zulkifli"]);
}

#[tokio::test]
async fn a_token_that_is_out_gives_back_nothing_that_was_taken() {
    let office = Office::open().await;
    let (siti, _) = administrator(&office).await;
    let mut form = form("Budi");
    form["roles"] = json!(["employee", "administrator"]);
    assert_eq!(
        put(&office, &siti, BUDI, &form).await.status,
        StatusCode::CREATED
    );
    let session = office.first_sign_in("budi").await;
    let budi = text(&session, "/access_tokens/people");
    let taken = patch(
        &office,
        &siti,
        BUDI,
        &json!({"roles": ["employee"]}),
        "\"2\"",
    )
    .await;
    assert_eq!(taken.status, StatusCode::OK);
    let back = json!({"roles": ["employee", "administrator"]});
    let answer = patch(&office, &budi, BUDI, &back, "\"2\"").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{:?}", answer.body);
    let out = office
        .send(
            Method::DELETE,
            "/sessions/current",
            &budi,
            &Value::Null,
            &[],
        )
        .await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let answer = office.get("/me", &budi).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{:?}", answer.body);
}

#[tokio::test]
async fn whoever_left_signs_in_until_the_last_day_is_over() {
    let office = Office::open().await;
    let token = personnel(&office).await;
    put(&office, &token, BUDI, &form("Budi")).await;
    let session = office.first_sign_in("budi").await;
    let last = json!({"ends_on": "2026-11-25"});
    assert_eq!(
        patch(&office, &token, BUDI, &last, "*").await.status,
        StatusCode::OK
    );
    let sign_in = json!({"username": "budi", "password": OWN_PASSWORD});
    let refresh = json!({"refresh_token": session["refresh_token"]});
    // 07:30 in Jakarta.
    assert_eq!(
        office.post("/sessions", &sign_in).await.status,
        StatusCode::CREATED
    );
    office.pass_s(17 * 3600);
    let refused = office.post("/sessions", &sign_in).await;
    assert_eq!(refused.body["code"], "wrong_password");
    let refused = office.post("/sessions/refresh", &refresh).await;
    assert_eq!(refused.body["code"], "session_over");
}
