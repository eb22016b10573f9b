//! The files of an activity: who sees it sees them.

use axum::http::StatusCode;
use ngantor_core::id::Id;
use ngantor_core::ticket::{Sight, TicketFault};
use ngantor_http::Ambient as _;
use serde_json::json;

use crate::office::{BUDI, Office, RATNA, SITI, id, minutes, tickets};

#[tokio::test]
async fn who_sees_an_activity_sees_its_files() {
    let office = Office::with_units().await;
    let mut form = minutes("2026-11-24", 30);
    form["uploads"] = json!([id(901), id(902)]);
    office.put(SITI, 1, None, &form).await;
    let one = format!("/activities/{}", id(1));
    let days = format!("/people/{SITI}/days/2026-11-24");
    for viewer in [SITI, BUDI] {
        let shown = office.get(viewer, &one).await.body;
        let day = office.get(viewer, &days).await.body;
        assert_eq!(day["activities"][0]["upload_hrefs"], shown["upload_hrefs"]);
        for (n, upload) in [(0, id(901)), (1, id(902))] {
            let href = shown["upload_hrefs"][n].as_str().unwrap();
            let start = format!("/api/uploads/files/{upload}/content?ticket=");
            let ticket = href.strip_prefix(&start).unwrap();
            let check = |attached_by: &str, viewer: &str| {
                let sight = Sight {
                    upload_id: upload.parse::<Id<()>>().unwrap(),
                    attached_by: attached_by.parse().unwrap(),
                    viewer: viewer.parse().unwrap(),
                };
                tickets().check(ticket, sight, office.clock.now())
            };
            assert_eq!(check(SITI, viewer), Ok(()));
            // It opens what is Siti's, and to nobody else.
            assert_eq!(check(BUDI, viewer), Err(TicketFault::Invalid));
            assert_eq!(check(SITI, RATNA), Err(TicketFault::Invalid));
        }
    }
    for path in [one, days] {
        let stranger = office.get(RATNA, &path).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        assert_eq!(stranger.body.get("upload_hrefs"), None);
    }
}
