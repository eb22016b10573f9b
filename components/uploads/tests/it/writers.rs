//! Two who write at once, one who dies, a store that is full: no lock is left behind, and the
//! offset is always true.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use futures::channel::mpsc;
use futures::stream::{self, StreamExt as _};

use crate::office::{Answer, OFFSET_TYPE, Office, SITI, report};

/// A body whose pieces come when the test sends them.
fn held() -> (mpsc::UnboundedSender<std::io::Result<Bytes>>, Body) {
    let (sender, receiver) = mpsc::unbounded();
    (sender, Body::from_stream(receiver))
}

/// Lets everything go on until so many pieces are written.
async fn until_keys(office: &Office, n: usize) {
    while office.n_keys() < n {
        tokio::task::yield_now().await;
    }
}

/// Lets everything go on until so many bytes are kept.
async fn until_kept(office: &Office, n: i64) {
    let statement = "SELECT received FROM transfer ORDER BY upload_id LIMIT 1";
    while office.rows(statement, vec![]).await[0]
        .integer("received")
        .unwrap()
        < n
    {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn of_two_who_write_at_once_the_later_goes_on_and_nothing_is_mixed() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let (old, body) = held();
    let first = office.patch(&path, SITI, 0, body);
    let second = async {
        old.unbounded_send(Ok(Bytes::from(vec![7; 50]))).unwrap();
        until_keys(&office, 3).await;
        // The client believes the line to be dead, and begins anew from what is kept.
        assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("0"));
        let answer = office.patch(&path, SITI, 0, report()[..60].to_vec()).await;
        assert_eq!(answer.header("upload-offset"), Some("60"));
        old.unbounded_send(Ok(Bytes::from(vec![7; 50]))).unwrap();
        drop(old);
    };
    let (first, ()) = futures::join!(first, second);
    assert_eq!(first.refusal(), (409, "other_writer".to_owned()));
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("60"));
    office.patch(&path, SITI, 60, report()[60..].to_vec()).await;
    assert_eq!(office.bytes(&path).await, report());
}

#[tokio::test]
async fn an_offset_that_is_told_can_be_gone_on_from() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let (old, body) = held();
    let first = office.patch(&path, SITI, 0, body);
    let second = async {
        old.unbounded_send(Ok(Bytes::from(report()[..50].to_vec())))
            .unwrap();
        until_keys(&office, 3).await;
        let told = office.offset(&path, SITI).await.unwrap().parse().unwrap();
        // What the old request still brings changes nothing any more.
        old.unbounded_send(Ok(Bytes::from(report()[50..].to_vec())))
            .unwrap();
        drop(old);
        let rest = report()[told..].to_vec();
        office.patch(&path, SITI, told, rest).await
    };
    let (first, second): (Answer, Answer) = futures::join!(first, second);
    assert_eq!(first.refusal(), (409, "other_writer".to_owned()));
    assert_eq!(second.header("upload-offset"), Some("100"));
    assert_eq!(office.bytes(&path).await, report());
}

#[tokio::test]
async fn a_writer_that_dies_leaves_no_lock_and_keeps_what_was_saved() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let (sender, body) = held();
    {
        let first = office.patch(&path, SITI, 0, body);
        futures::pin_mut!(first);
        let dies = async {
            sender
                .unbounded_send(Ok(Bytes::from(report()[..30].to_vec())))
                .unwrap();
            until_keys(&office, 1).await;
            office.clock.advance(Duration::from_secs(6));
            sender
                .unbounded_send(Ok(Bytes::from(report()[30..40].to_vec())))
                .unwrap();
            until_kept(&office, 40).await;
            sender
                .unbounded_send(Ok(Bytes::from(report()[40..70].to_vec())))
                .unwrap();
            until_keys(&office, 4).await;
        };
        futures::pin_mut!(dies);
        // The instance is gone in the middle: nothing of it runs to its end.
        futures::future::select(first, dies).await;
    }
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("40"));
    office.patch(&path, SITI, 40, report()[40..].to_vec()).await;
    assert_eq!(office.bytes(&path).await, report());
    // What it wrote and did not save goes with the file.
    office.tus((Method::DELETE, &path), SITI, &[], "").await;
    office.clock.advance(Duration::from_hours(2));
    while office.tick().await["is_more"] == true {}
    assert_eq!(office.n_keys(), 0);
}

#[tokio::test]
async fn progress_is_kept_every_four_mebibytes() {
    let office = Office::open().await;
    let path = office.create(SITI, 6 << 20).await;
    let pieces: Vec<_> = (0..80_u32)
        .map(|n| n.to_le_bytes().repeat(16 << 10))
        .collect();
    let line = pieces.iter().map(|piece| Ok(Bytes::from(piece.clone())));
    // Five mebibytes, then nothing more comes and nothing ends.
    let body = stream::iter(line.collect::<Vec<std::io::Result<Bytes>>>());
    let body = Body::from_stream(body.chain(stream::pending()));
    {
        let write = office.patch(&path, SITI, 0, body);
        futures::pin_mut!(write);
        futures::future::select(write, Box::pin(until_kept(&office, 4 << 20))).await;
    }
    let kept = 4 << 20;
    let offset = office.offset(&path, SITI).await;
    assert_eq!(offset, Some(kept.to_string()));
}

#[tokio::test]
async fn a_store_that_is_full_is_told_and_what_was_kept_stays() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    office.patch(&path, SITI, 0, report()[..40].to_vec()).await;
    *office.shelf.room_bytes.lock().unwrap() = 60;
    let full = office.patch(&path, SITI, 40, report()[40..].to_vec()).await;
    assert_eq!(full.refusal(), (507, "storage_full".to_owned()));
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("40"));
    *office.shelf.room_bytes.lock().unwrap() = usize::MAX;
    office.patch(&path, SITI, 40, report()[40..].to_vec()).await;
    assert_eq!(office.bytes(&path).await, report());
}

#[tokio::test]
async fn what_is_taken_away_while_somebody_writes_stays_away() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let (sender, body) = held();
    let write = office.patch(&path, SITI, 0, body);
    let remove = async {
        sender
            .unbounded_send(Ok(Bytes::from(report()[..50].to_vec())))
            .unwrap();
        until_keys(&office, 3).await;
        let gone = office.tus((Method::DELETE, &path), SITI, &[], "").await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        sender
            .unbounded_send(Ok(Bytes::from(report()[50..].to_vec())))
            .unwrap();
        drop(sender);
    };
    let (write, ()) = futures::join!(write, remove);
    assert_eq!(write.refusal(), (409, "other_writer".to_owned()));
    let head = office.tus((Method::HEAD, &path), SITI, &[], "").await;
    assert_eq!(head.status, StatusCode::GONE);
    office.clock.advance(Duration::from_hours(2));
    while office.tick().await["is_more"] == true {}
    assert_eq!((office.n_keys(), office.usage(SITI).await), (0, (0, 0)));
}

#[tokio::test]
async fn an_offset_that_is_another_is_refused_with_the_right_one() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    office.patch(&path, SITI, 0, report()[..40].to_vec()).await;
    // Overlapping, leaving a hole, and beyond the end.
    for offset in [0, 39, 41, 100, 101, 1 << 40] {
        let answer = office.patch(&path, SITI, offset, "abc").await;
        assert_eq!(
            answer.refusal(),
            (409, "offset_mismatch".to_owned()),
            "{offset}"
        );
        assert_eq!(answer.header("upload-offset"), Some("40"));
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
    }
    let headers = [
        ("upload-offset", "40"),
        ("content-type", "application/json"),
    ];
    let answer = office
        .tus((Method::PATCH, &path), SITI, &headers, "abc")
        .await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let again = office.patch(&path, SITI, 40, report()[40..].to_vec()).await;
    assert_eq!(again.status, StatusCode::NO_CONTENT);
    // Whoever did not hear the answer asks again with nothing, and hears it.
    let nothing = office.patch(&path, SITI, 100, "").await;
    assert_eq!(nothing.header("upload-offset"), Some("100"));
    let headers = [("upload-offset", "100"), OFFSET_TYPE];
    let more = office
        .tus((Method::PATCH, &path), SITI, &headers, "abc")
        .await;
    assert_eq!(more.header("upload-offset"), Some("100"));
    assert_eq!(office.bytes(&path).await, report());
}
