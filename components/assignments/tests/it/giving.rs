//! Giving work: who may give it to whom, in whose name, and who sees it.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{AGUS, BRANCH, BUDI, MADE, OTHER, Office, RATNA, SITI, TEAM, YOHANA, id};
use crate::office::{relation, unit};

#[tokio::test]
async fn a_head_gives_work_and_sending_it_again_is_one_assignment() {
    let office = Office::with_people().await;
    let body = json!({"title": " Nota dinas  triwulan IV ", "text": "Susun draf.\nSertakan data.",
        "priority": "high", "due_at": "2026-12-01T16:00:00+07:00", "people": [SITI, AGUS]});
    let path = format!("/assignments/{}", id(1));
    let made = office.put(BUDI, &path, &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(made.body["title"], "Nota dinas triwulan IV");
    assert_eq!(made.body["state"], "assigned");
    assert_eq!(made.body["given_as"], "head");
    assert_eq!(made.body["unit_id"], id(TEAM));
    assert_eq!(made.body["parts"].as_array().unwrap().len(), 2);
    assert_eq!(made.body["parts"][0]["state"], "assigned");
    assert_eq!(made.body["parts"][0]["may"], json!(["cancel"]));
    assert_eq!(made.headers["etag"], "\"1\"");
    let again = office.put(BUDI, &path, &body).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.body, made.body);
    for (who, title) in [(BUDI, "Lain"), (MADE, "Nota dinas triwulan IV")] {
        let mut other = body.clone();
        other["title"] = json!(title);
        let answer = office.put(who, &path, &other).await;
        assert_eq!(answer.body["code"], "id_reused");
    }
}

#[tokio::test]
async fn each_reads_the_due_instant_in_their_own_zone() {
    let office = Office::with_people().await;
    let body = json!({"title": "Laporan", "people": [YOHANA],
        "due_at": "2026-12-01T16:00:00+07:00"});
    let path = format!("/assignments/{}", id(1));
    let made = office.put(RATNA, &path, &body).await;
    assert_eq!(made.body["due_at"], "2026-12-01T16:00:00.000+07:00");
    let part = &made.body["parts"][0];
    assert_eq!(part["due_at"], "2026-12-01T18:00:00.000+09:00");
    assert_eq!(part["zone"], "Asia/Jayapura");
}

#[tokio::test]
async fn work_goes_down_and_across_to_heads_and_to_nobody_else() {
    let office = Office::with_people().await;
    for (n, giver, to, found) in [
        (1, BUDI, SITI, None),
        (2, MADE, SITI, None),
        (3, MADE, BUDI, None),
        (4, BUDI, RATNA, None),
        (5, BUDI, YOHANA, Some("elsewhere")),
        (6, BUDI, MADE, Some("superior")),
        (7, BUDI, BUDI, Some("oneself")),
        (
            8,
            BUDI,
            "0193a5b0-7c1e-7000-8000-0000000000ff",
            Some("no_person"),
        ),
    ] {
        let answer = office.give(n, giver, &[to]).await;
        let code = answer.body["errors"][0]["code"].as_str();
        assert_eq!(code, found, "{n}: {:?}", answer.body);
        assert_eq!(answer.status == StatusCode::CREATED, found.is_none());
    }
    let staff = office.give(9, SITI, &[AGUS]).await;
    assert_eq!(staff.body["code"], "leads_nothing");
    assert_eq!(staff.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_acts_for_a_head_gives_in_the_name_of_the_unit_and_a_team_is_led_by_its_leader() {
    let office = Office::with_people().await;
    let mut acting = relation(0x220, "acting_head", AGUS, TEAM);
    acting["style"] = json!("plh");
    office.outside.tell("relation", acting);
    let given = office.give(1, AGUS, &[SITI]).await;
    assert_eq!(given.body["given_as"], "acting_head", "{:?}", given.body);
    let absent = office.give(2, AGUS, &[BUDI]).await;
    assert_eq!(absent.body["errors"][0]["code"], "superior");
    // A team across units: Siti leads it, Yohana takes part in it.
    let mut team = unit(0x110, Some(BRANCH));
    team["kind"] = json!("team");
    office.outside.tell("unit_state", team);
    office
        .outside
        .tell("relation", relation(0x221, "team_lead", SITI, 0x110));
    office
        .outside
        .tell("relation", relation(0x222, "participant", YOHANA, 0x110));
    let given = office.give(3, SITI, &[YOHANA]).await;
    assert_eq!(given.body["given_as"], "team_lead", "{:?}", given.body);
    let outside = office.give(4, SITI, &[AGUS]).await;
    assert_eq!(outside.body["errors"], Value::Null, "Agus leads a unit");
    let stranger = office.give(5, SITI, &[BUDI]).await;
    assert_eq!(stranger.status, StatusCode::CREATED, "Budi heads another");
}

#[tokio::test]
async fn who_leads_two_units_says_in_whose_name() {
    let office = Office::with_people().await;
    office
        .outside
        .tell("relation", relation(0x220, "acting_head", BUDI, OTHER));
    let which = office.give(1, BUDI, &[SITI]).await;
    assert_eq!(which.body["errors"][0]["pointer"], "/unit_id");
    let body = json!({"title": "Tugas", "people": [YOHANA], "unit_id": id(OTHER)});
    let path = format!("/assignments/{}", id(1));
    let given = office.put(BUDI, &path, &body).await;
    assert_eq!(given.status, StatusCode::CREATED, "{:?}", given.body);
    assert_eq!(given.body["given_as"], "acting_head");
}

#[tokio::test]
async fn those_whom_it_concerns_see_it_and_for_others_it_is_not_there() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let path = format!("/assignments/{}", id(1));
    for (who, seen) in [
        (SITI, true),
        (BUDI, true),
        (MADE, true),
        (AGUS, false),
        (RATNA, false),
        (YOHANA, false),
    ] {
        let answer = office.get(who, &path).await;
        assert_eq!(answer.status == StatusCode::OK, seen, "{who}");
        assert!(seen || answer.status == StatusCode::NOT_FOUND);
    }
    let part = office.parts(1).await.remove(0);
    let n_before = n_entries(&office).await;
    for (method, path) in [
        (Method::PATCH, path.clone()),
        (Method::POST, format!("{path}/acts")),
        (Method::POST, format!("{path}/parts")),
        (Method::POST, format!("/parts/{part}/acts")),
    ] {
        let body = match path.rsplit('/').next() {
            Some("acts") => json!({"act": "cancel", "note": "x"}),
            Some("parts") => json!({"people": [AGUS]}),
            _ => json!({"title": "x"}),
        };
        for role in [Role::Employee, Role::Personnel, Role::Administrator] {
            let who = (YOHANA, role);
            let answer = office.send_as((method.clone(), &path), who, Some(1), &body);
            assert_eq!(answer.await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let auditor = (YOHANA, Role::Auditor);
        let answer = office
            .send_as((method, &path), auditor, Some(1), &body)
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(n_entries(&office).await, n_before);
}

async fn n_entries(office: &Office) -> usize {
    let entries = ngantor_db::journal::after(&*office.db, 0, 500).await;
    entries.unwrap().len()
}

#[tokio::test]
async fn a_draft_is_its_makers_alone_until_it_is_assigned() {
    let office = Office::with_people().await;
    let body = json!({"title": "Draf", "people": [SITI, AGUS], "is_draft": true});
    let path = format!("/assignments/{}", id(1));
    let made = office.put(BUDI, &path, &body).await;
    assert_eq!(made.body["state"], "draft");
    for other in [SITI, MADE] {
        assert_eq!(office.get(other, &path).await.status, StatusCode::NOT_FOUND);
    }
    let auditor = (RATNA, Role::Auditor);
    let seen = office.send_as((Method::GET, &path), auditor, None, &Value::Null);
    assert_eq!(seen.await.status, StatusCode::NOT_FOUND);
    let acts = format!("{path}/acts");
    let assign = json!({"act": "assign"});
    let bare = office.post(BUDI, &acts, None, &assign).await;
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED);
    let done = office.post(BUDI, &acts, Some(1), &assign).await;
    assert_eq!(done.body["state"], "assigned", "{:?}", done.body);
    assert_eq!(office.get(SITI, &path).await.status, StatusCode::OK);
    let again = office.post(BUDI, &acts, Some(1), &assign).await;
    assert_eq!(again.body["code"], "not_now");
    let accept = json!({"act": "accept"});
    let wrong = office.post(BUDI, &acts, Some(1), &accept).await;
    assert_eq!(wrong.body["errors"][0]["pointer"], "/act");
}

#[tokio::test]
async fn a_change_names_its_version_and_who_loses_sees_what_is_there() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let path = format!("/assignments/{}", id(1));
    let change = |version, body: Value| {
        let (office, path) = (&office, &path);
        async move {
            let who = (BUDI, Role::Employee);
            office
                .send_as((Method::PATCH, path), who, version, &body)
                .await
        }
    };
    let bare = change(None, json!({"title": "Baru"})).await;
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED);
    let due = "2026-12-02T09:00:00+07:00";
    let body = json!({"title": "Baru", "due_at": due, "priority": "urgent"});
    let done = change(Some(1), body).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    assert_eq!(done.headers["etag"], "\"2\"");
    let late = change(Some(1), json!({"title": "Terlambat"})).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(late.headers["etag"], "\"2\"");
    assert_eq!(late.body["current"]["title"], "Baru");
    let gone = change(Some(2), json!({"due_at": null})).await;
    assert_eq!(gone.body["due_at"], Value::Null);
    assert_eq!(gone.body["title"], "Baru");
    let nothing = change(Some(3), json!({"title": "Baru"})).await;
    assert_eq!(nothing.headers["etag"], "\"3\"", "nothing changed");
    let siti = (SITI, Role::Employee);
    let body = json!({"title": "x"});
    let own = office
        .send_as((Method::PATCH, &path), siti, Some(3), &body)
        .await;
    assert_eq!(own.body["code"], "not_yours");
}

#[tokio::test]
async fn more_people_are_asked_later_and_nobody_twice() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let path = format!("/assignments/{}/parts", id(1));
    let more = json!({"people": [AGUS]});
    let added = office.post(BUDI, &path, None, &more).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    assert_eq!(added.headers["etag"], "\"1\"", "the text is as it was");
    let again = office.post(BUDI, &path, None, &more).await;
    assert_eq!(again.body["code"], "already_asked");
    // Whose part was cancelled may be asked again.
    let parts = office.parts(1).await;
    let own = office.get(AGUS, &format!("/assignments/{}", id(1))).await;
    let mut parts_of_all = own.body["parts"].as_array().unwrap().iter();
    let part = parts_of_all.find(|part| part["person_id"] == AGUS).unwrap();
    let part = part["id"].as_str().unwrap();
    assert!(parts.contains(&part.to_owned()));
    let cancelled = office.act(BUDI, part, 1, "cancel").await;
    assert_eq!(cancelled.status, StatusCode::OK, "{:?}", cancelled.body);
    let again = office.post(BUDI, &path, None, &more).await;
    assert_eq!(again.status, StatusCode::CREATED);
}

#[tokio::test]
async fn clocks_are_those_of_the_office_where_somebody_sits() {
    let office = Office::with_people().await;
    let body = json!({"id": id(0x400), "zone": "Asia/Makassar", "latitude": null,
        "longitude": null, "region": null, "version": 1});
    office.outside.tell("office", body);
    let mut member = relation(0x200, "member", SITI, TEAM);
    (member["office_id"], member["version"]) = (json!(id(0x400)), json!(2));
    office.outside.tell("relation", member);
    let given = office.give(1, BUDI, &[SITI]).await;
    assert_eq!(
        given.body["parts"][0]["zone"], "Asia/Makassar",
        "{:?}",
        given.body
    );
    let body = json!({"from_id": AGUS, "to_id": SITI, "note": "Pindah."});
    office.give(2, BUDI, &[AGUS]).await;
    office.post(BUDI, "/reassignments", None, &body).await;
    let own = office.get(SITI, &format!("/assignments/{}", id(2))).await;
    let parts = own.body["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["person_id"] == SITI).unwrap();
    assert_eq!(part["zone"], "Asia/Makassar");
}

#[tokio::test]
async fn whoever_gives_work_may_name_the_parts() {
    let office = Office::with_people().await;
    let form = |parts: Value| json!({"title": "A", "people": [SITI, AGUS], "part_ids": parts});
    let path = |n| format!("/assignments/{}", id(n));
    let (one, other) = (id(0x700), id(0x701));
    for (parts, pointer) in [
        (json!([one]), "/part_ids"),
        (json!([one, other, id(0x702)]), "/part_ids"),
        (json!([one, one]), "/part_ids/1"),
    ] {
        let refused = office.put(BUDI, &path(1), &form(parts)).await;
        assert_eq!(refused.body["errors"][0]["pointer"], pointer);
    }
    let parts = form(json!([other, one]));
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let given = office.put(BUDI, &path(1), &parts).await;
        assert_eq!(given.status, status, "{:?}", given.body);
        let mut shown = given.body["parts"].as_array().unwrap().iter();
        let of_agus = shown.find(|part| part["person_id"] == AGUS).unwrap();
        assert_eq!(of_agus["id"], one);
    }
    // A part is of one assignment for ever.
    let taken = office.put(BUDI, &path(2), &parts).await;
    assert_eq!(taken.body["code"], "id_reused");
}
