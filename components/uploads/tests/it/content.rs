//! What comes out: whole, in part, on a condition; for whom; and what is not taken in.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use ngantor_core::id::Id;
use ngantor_core::ticket::{GOOD_MS, Sight};
use ngantor_http::Ambient as _;
use serde_json::json;

use crate::office::{Answer, BUDI, Office, SITI, tickets};

pub const TEXT: &[u8] = b"Sebuah laporan yang lebih panjang daripada satu potong penyimpanan.";
const OTHER: &str = "0193a5b0-7c1e-7000-8000-000000000003";

/// Siti's file, sent in three requests; its path.
pub async fn file(office: &Office) -> String {
    let path = office.create(SITI, TEXT.len()).await;
    for (from, to) in [(0, 20), (20, 21), (21, TEXT.len())] {
        let sent = office
            .patch(&path, SITI, from, TEXT[from..to].to_vec())
            .await;
        assert_eq!(sent.status, StatusCode::NO_CONTENT, "{sent:?}");
    }
    path
}

pub async fn get(office: &Office, path: &str, person: &str, headers: &[(&str, &str)]) -> Answer {
    office
        .send((Method::GET, path), person, headers, Body::empty())
        .await
}

pub fn pass_ms(office: &Office, ms: i64) {
    let ms = u64::try_from(ms).unwrap();
    office.clock.advance(std::time::Duration::from_millis(ms));
}

async fn plain(office: &Office, n: u32, name: &str, bytes: &[u8]) -> (Answer, String) {
    let path = format!("/api/uploads/files/0193a5b0-7c1e-7000-8000-{n:012x}");
    let name = format!("attachment; filename=\"{name}\"");
    let headers = [("content-disposition", name.as_str())];
    let body = Body::from(bytes.to_vec());
    let sent = office
        .send((Method::PUT, &path), SITI, &headers, body)
        .await;
    (sent, path)
}

#[tokio::test]
async fn a_file_comes_out_as_it_went_in_and_as_nothing_that_runs() {
    let office = Office::open().await;
    let content = format!("{}/content", file(&office).await);
    let whole = get(&office, &content, SITI, &[]).await;
    assert_eq!((whole.status, &*whole.body), (StatusCode::OK, TEXT));
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "private, no-cache"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(whole.header(name), Some(value), "{name}");
    }
    assert_eq!(
        whole.header("content-length"),
        Some(&*TEXT.len().to_string())
    );
    let disposition = whole.header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    for (n, name, bytes) in [
        (1, "a.html", "<html><script>alert(1)</script>"),
        (2, "a.png", "<svg xmlns='x' onload='alert(1)'/>"),
        (3, "a.txt", "\u{feff}<!DOCTYPE html>"),
    ] {
        let (sent, path) = plain(&office, n, name, bytes.as_bytes()).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{sent:?}");
        let got = get(&office, &format!("{path}/content"), SITI, &[]).await;
        assert_eq!(got.header("content-type"), Some("application/octet-stream"));
        assert_eq!(got.body, bytes.as_bytes());
        let disposition = got.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment;"), "{disposition}");
    }
}

#[tokio::test]
async fn a_part_of_a_file_comes_by_itself_wherever_it_lies() {
    let office = Office::open().await;
    let content = format!("{}/content", file(&office).await);
    for from in 0..TEXT.len() {
        for to in [from, from + 1, from + 17, TEXT.len() - 1] {
            let range = format!("bytes={from}-{to}");
            let part = get(&office, &content, SITI, &[("range", &range)]).await;
            if to < from {
                continue;
            }
            let end = to.min(TEXT.len() - 1);
            assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
            assert_eq!(part.body, &TEXT[from..=end], "{range}");
            let told = format!("bytes {from}-{end}/{}", TEXT.len());
            assert_eq!(part.header("content-range"), Some(&*told));
        }
    }
    let beyond = get(&office, &content, SITI, &[("range", "bytes=999-")]).await;
    assert_eq!(beyond.refusal(), (416, "range_not_satisfiable".to_owned()));
    let told = format!("bytes */{}", TEXT.len());
    assert_eq!(beyond.header("content-range"), Some(&*told));
    let head = (Method::HEAD, &*content);
    let head = office.send(head, SITI, &[], Body::empty()).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(
        head.header("content-length"),
        Some(&*TEXT.len().to_string())
    );
}

#[tokio::test]
async fn who_has_it_already_is_told_so() {
    let office = Office::open().await;
    let content = format!("{}/content", file(&office).await);
    let whole = get(&office, &content, SITI, &[]).await;
    let etag = whole.header("etag").unwrap().to_owned();
    let weak = format!("W/{etag}");
    let range = ("range", "bytes=0-3");
    for (headers, status, length) in [
        (vec![("if-none-match", &*etag)], 304, 0),
        (vec![("if-none-match", &*weak)], 304, 0),
        (vec![("if-none-match", "*")], 304, 0),
        (vec![("if-none-match", "\"x\"")], 200, TEXT.len()),
        (vec![("if-match", &*etag), range], 206, 4),
        (vec![range, ("if-range", &*etag)], 206, 4),
        (vec![range, ("if-range", &*weak)], 200, TEXT.len()),
        (vec![range, ("if-range", "\"x\"")], 200, TEXT.len()),
    ] {
        let got = get(&office, &content, SITI, &headers).await;
        let answered = (got.status.as_u16(), got.body.len());
        assert_eq!(answered, (status, length), "{headers:?}");
    }
    let other = get(&office, &content, SITI, &[("if-match", "\"x\"")]).await;
    assert_eq!(other.status, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test]
async fn only_its_owner_and_who_has_a_ticket_get_a_file() {
    let office = Office::open().await;
    let path = file(&office).await;
    let content = format!("{path}/content");
    let upload_id: Id<()> = path.rsplit('/').next().unwrap().parse().unwrap();
    let ticket = |attached_by: &str, viewer: &str| {
        let sight = Sight {
            upload_id,
            attached_by: attached_by.parse().unwrap(),
            viewer: viewer.parse().unwrap(),
        };
        let ticket = tickets().write(sight, office.clock.now());
        format!("{content}?ticket={ticket}")
    };
    let nobody = get(&office, &content, "", &[]).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_eq!(get(&office, &content, BUDI, &[]).await.status, 404);
    let seen = get(&office, &ticket(SITI, BUDI), BUDI, &[]).await;
    assert_eq!(seen.body, TEXT);
    // Budi attached Siti's file to something that he and another see; another has Budi's ticket.
    assert_eq!(
        get(&office, &ticket(BUDI, BUDI), BUDI, &[]).await.status,
        404
    );
    assert_eq!(
        get(&office, &ticket(BUDI, OTHER), OTHER, &[]).await.status,
        404
    );
    assert_eq!(
        get(&office, &ticket(SITI, BUDI), OTHER, &[]).await.status,
        404
    );
    // It shows the file, and lets nobody change it, share it or take it away.
    let view = ticket(SITI, BUDI).replace("/content", "");
    assert_ne!(get(&office, &view, BUDI, &[]).await.status, StatusCode::OK);
    let old = ticket(SITI, BUDI);
    pass_ms(&office, GOOD_MS);
    let late = get(&office, &old, BUDI, &[]).await;
    assert_eq!(late.refusal(), (403, "ticket_expired".to_owned()));
}

#[tokio::test]
async fn what_is_not_whole_or_no_more_there_does_not_come_out() {
    let office = Office::open().await;
    let path = office.create(SITI, 9).await;
    let content = format!("{path}/content");
    office.patch(&path, SITI, 0, "teks").await;
    let early = get(&office, &content, SITI, &[]).await;
    assert_eq!(early.refusal(), (409, "not_yet".to_owned()));
    office.patch(&path, SITI, 4, " lagi").await;
    assert_eq!(get(&office, &content, SITI, &[]).await.body, b"teks lagi");
    let gone = office.tus((Method::DELETE, &path), SITI, &[], "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let late = get(&office, &content, SITI, &[]).await;
    assert_eq!(late.refusal(), (410, "gone".to_owned()));
    let (empty, path) = plain(&office, 9, "kosong.txt", b"").await;
    assert_eq!(empty.status, StatusCode::CREATED);
    let got = get(&office, &format!("{path}/content"), SITI, &[]).await;
    assert_eq!((got.status, got.body.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn what_is_two_things_at_once_is_refused_however_it_comes() {
    let office = Office::open().await;
    let mut gifar = b"GIF89a\x01\0\x01\0\0\0\0 and then a long stretch PK\x05\x06".to_vec();
    gifar.extend([0; 18]);
    let (sent, path) = plain(&office, 1, "kucing.gif", &gifar).await;
    assert_eq!(sent.refusal(), (422, "type_not_allowed".to_owned()));
    let content = format!("{path}/content");
    assert_eq!(get(&office, &content, SITI, &[]).await.status, 410);
    // Its last byte comes alone.
    let path = office.create(SITI, gifar.len()).await;
    let cut = gifar.len() - 1;
    office.patch(&path, SITI, 0, gifar[..cut].to_vec()).await;
    let last = office.patch(&path, SITI, cut, gifar[cut..].to_vec()).await;
    assert_eq!(last.refusal(), (422, "type_not_allowed".to_owned()));
    let zip: Vec<u8> = [b"PK\x03\x04", &gifar[6..]].concat();
    let (sent, _) = plain(&office, 2, "berkas.zip", &zip).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    let (sent, _) = plain(&office, 3, "laporan.pdf", b"\x7fELF\x02\x01\x01").await;
    assert_eq!(sent.refusal(), (422, "type_not_allowed".to_owned()));
}

#[tokio::test]
async fn an_old_version_of_a_document_becomes_its_newest() {
    let office = Office::open().await;
    let id = |n: u32| format!("0193a5b0-7c1e-7000-8000-{n:012x}");
    let document = id(50);
    for (n, words) in [(1, "satu"), (2, "dua")] {
        let path = format!("/api/uploads/files/{}?document_id={document}", id(n));
        let name = [("content-disposition", "attachment; filename=\"nota.txt\"")];
        let body = Body::from(words);
        let sent = office.send((Method::PUT, &path), SITI, &name, body).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{sent:?}");
        pass_ms(&office, 1_000);
    }
    let versions = format!("/api/uploads/documents/{document}/versions");
    let ids = async |person: &str| {
        let seen = get(&office, &versions, person, &[]).await.json();
        let ids = seen.as_array().cloned().unwrap_or_default();
        ids.iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(SITI).await, [json!(id(2)), json!(id(1))]);
    assert_eq!(get(&office, &versions, BUDI, &[]).await.status, 404);
    let restore = async |person: &str, old: u32, new: u32| {
        let path = format!("/api/uploads/documents/{document}/restoration");
        let json = [("content-type", "application/json")];
        let form = json!({"upload_id": id(old), "new_id": id(new)});
        let body = Body::from(form.to_string());
        office
            .send((Method::POST, &path), person, &json, body)
            .await
    };
    assert_eq!(restore(BUDI, 1, 3).await.status, 404);
    assert_eq!(restore(SITI, 9, 3).await.status, 404);
    assert_eq!(restore(SITI, 1, 2).await.refusal().1, "id_reused");
    let restored = restore(SITI, 1, 3).await;
    assert_eq!(restored.status, StatusCode::CREATED, "{restored:?}");
    assert_eq!(restored.json()["state"], "ready");
    assert_eq!(restored.json()["received"], 4);
    assert_eq!(restore(SITI, 1, 3).await.status, StatusCode::OK);
    assert_eq!(ids(SITI).await, [json!(id(3)), json!(id(2)), json!(id(1))]);
    // It stands by itself: the old one may go, and what one holds counts both.
    let usage = get(&office, "/api/uploads/usage", SITI, &[]).await.json();
    assert_eq!(
        (&usage["n_files"], &usage["bytes"]),
        (&json!(3), &json!(11))
    );
    let first = format!("/api/uploads/files/{}", id(1));
    office.tus((Method::DELETE, &first), SITI, &[], "").await;
    let content = format!("/api/uploads/files/{}/content", id(3));
    assert_eq!(get(&office, &content, SITI, &[]).await.body, b"satu");
    let usage = get(&office, "/api/uploads/usage", SITI, &[]).await.json();
    assert_eq!((&usage["n_files"], &usage["bytes"]), (&json!(2), &json!(7)));
}

#[tokio::test]
async fn a_picture_has_a_preview_that_is_made_once_and_goes_with_it() {
    let office = Office::open().await;
    let picture = include_bytes!("picture.png");
    let (sent, path) = plain(&office, 1, "foto.png", picture).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{sent:?}");
    let preview = format!("{path}/preview");
    let made = get(&office, &preview, SITI, &[]).await;
    assert_eq!(made.status, StatusCode::OK, "{made:?}");
    assert_eq!(made.header("content-type"), Some("image/png"));
    assert_eq!(
        made.header("content-security-policy"),
        Some("sandbox; default-src 'none'")
    );
    let etag = made.header("etag").unwrap().to_owned();
    let again = get(&office, &preview, SITI, &[("if-none-match", &etag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(get(&office, &preview, BUDI, &[]).await.status, 404);
    let (_, text) = plain(&office, 2, "teks.txt", b"teks").await;
    let none = get(&office, &format!("{text}/preview"), SITI, &[]).await;
    assert_eq!(none.refusal(), (404, "no_preview".to_owned()));
    let kept = "SELECT media_type FROM preview ORDER BY sha256 LIMIT 9";
    assert_eq!(office.rows(kept, vec![]).await.len(), 2);
    // It is there without the store: nobody decodes it twice.
    office.shelf.pieces.lock().unwrap().clear();
    assert_eq!(get(&office, &preview, SITI, &[]).await.body, made.body);
    for path in [path, text] {
        office.tus((Method::DELETE, &path), SITI, &[], "").await;
    }
    assert!(office.rows(kept, vec![]).await.is_empty());
}
