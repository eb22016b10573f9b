//! What is refused of an activity alone, at each limit and one past it.

use serde_json::{Value, json};

use super::*;

const NOW: &str = "2026-11-25T03:00:00Z";

/// The pointers and codes of what is wrong; nothing where all is fine.
fn told(now: &str, more: &Value) -> Vec<String> {
    let mut form = json!({"title": "Rapat", "zone": "Asia/Jakarta"});
    for (name, value) in more.as_object().unwrap() {
        form[name] = value.clone();
    }
    let form: ActivityForm = serde_json::from_value(form).unwrap();
    match form.check(now.parse().unwrap()) {
        Ok(_) => Vec::new(),
        Err(faults) => {
            let told = |fault: &Fault| format!("{} {}", fault.pointer, fault.code);
            faults.iter().map(told).collect()
        }
    }
}

#[test]
fn what_cannot_have_happened_is_refused() {
    for (more, expected) in [
        (json!({}), "/minutes required"),
        (json!({"minutes": 60}), "/day required"),
        (
            json!({"minutes": 0, "day": "2026-11-24"}),
            "/minutes too_short",
        ),
        (
            json!({"minutes": 1441, "day": "2026-11-24"}),
            "/minutes too_long",
        ),
        (
            json!({"minutes": 60, "day": "2026-11-26"}),
            "/day in_future",
        ),
        // It is ten in the morning.
        (
            json!({"minutes": 601, "day": "2026-11-25"}),
            "/minutes more_than_passed",
        ),
        (
            json!({"started_at": "2026-11-25T08:00:00+07:00"}),
            "/finished_at required",
        ),
        (
            json!({"finished_at": "2026-11-25T08:00:00+07:00"}),
            "/started_at required",
        ),
        (
            json!({"started_at": "2026-11-25T09:00:00+07:00",
                   "finished_at": "2026-11-25T09:00:00+07:00"}),
            "/finished_at ends_before_start",
        ),
        (
            json!({"started_at": "2026-11-25T09:00:00+07:00",
                   "finished_at": "2026-11-25T10:00:00.001+07:00"}),
            "/finished_at in_future",
        ),
        (
            json!({"started_at": "2026-11-23T09:00:00+07:00",
                   "finished_at": "2026-11-24T09:00:00.001+07:00"}),
            "/finished_at too_long",
        ),
        (
            json!({"started_at": "2026-11-25T08:00:00+07:00",
                   "finished_at": "2026-11-25T09:00:00+07:00", "minutes": 61}),
            "/minutes more_than_span",
        ),
        (
            json!({"live": true, "started_at": "2026-11-25T10:00:01+07:00"}),
            "/started_at in_future",
        ),
        (json!({"live": true, "minutes": 5}), "/live not_live"),
        (json!({"live": true, "day": "2026-11-24"}), "/day other_day"),
    ] {
        assert_eq!(told(NOW, &more), [expected], "{more}");
    }
}

#[test]
fn what_may_have_happened_is_not_refused_up_to_each_limit() {
    for more in [
        json!({"minutes": 1440, "day": "2026-11-24"}),
        json!({"minutes": 600, "day": "2026-11-25"}),
        json!({"live": true}),
        json!({"live": true, "started_at": "2026-11-25T10:00:00+07:00"}),
        json!({"started_at": "2026-11-23T09:00:00+07:00",
               "finished_at": "2026-11-24T09:00:00+07:00"}),
        json!({"started_at": "2026-11-25T08:00:00+07:00", "minutes": 60, "day": "2026-11-25",
               "finished_at": "2026-11-25T09:00:00+07:00"}),
    ] {
        assert_eq!(told(NOW, &more), [""; 0], "{more}");
    }
}

#[test]
fn a_day_is_that_of_the_place() {
    // 06:30 in Jayapura is 21:30 of the day before in UTC.
    let more = json!({"zone": "Asia/Jayapura", "started_at": "2026-11-24T21:30:00Z",
                      "finished_at": "2026-11-24T23:00:00Z", "day": "2026-11-25"});
    assert_eq!(told(NOW, &more), [""; 0]);
    let more = json!({"zone": "Asia/Jayapura", "started_at": "2026-11-24T21:30:00Z",
                      "finished_at": "2026-11-24T23:00:00Z", "day": "2026-11-24"});
    assert_eq!(told(NOW, &more), ["/day other_day"]);
    // Half an hour into the 26th in Jayapura, still the 25th in Jakarta.
    let late = "2026-11-25T15:30:00Z";
    let more = json!({"zone": "Asia/Jayapura", "minutes": 20, "day": "2026-11-26"});
    assert_eq!(told(late, &more), [""; 0]);
    let more = json!({"zone": "Asia/Jakarta", "minutes": 20, "day": "2026-11-26"});
    assert_eq!(told(late, &more), ["/day in_future"]);
}

#[test]
fn outputs_tags_and_uploads_have_limits() {
    let with = |name: &str, value: Value| {
        let mut more = json!({"minutes": 60, "day": "2026-11-24"});
        more[name] = value;
        told(NOW, &more)
    };
    let output = |quantity: f64| json!({"name": "Surat", "quantity": quantity, "unit": "lembar"});
    for good in [0.001, 1.5, 0.1 + 0.2, 1e9] {
        assert_eq!(with("output", output(good)), [""; 0], "{good}");
    }
    for bad in [0.0, -1.0, 1.0005, 1e9 + 1.0] {
        assert_eq!(
            with("output", output(bad)),
            ["/output/quantity out_of_range"],
            "{bad}"
        );
    }
    assert_eq!(with("tags", json!(vec!["a"; TAGS_MAX])), [""; 0]);
    assert_eq!(
        with("tags", json!(vec!["a"; TAGS_MAX + 1])),
        ["/tags too_many"]
    );
    assert_eq!(with("tags", json!(["a", " "])), ["/tags/1 required"]);
    let upload = |n: usize| format!("0193a5b0-7c1e-7000-8000-{n:012x}");
    let uploads = |n| json!((0..n).map(upload).collect::<Vec<_>>());
    assert_eq!(with("uploads", uploads(UPLOADS_MAX)), [""; 0]);
    assert_eq!(
        with("uploads", uploads(UPLOADS_MAX + 1)),
        ["/uploads too_many"]
    );
    assert_eq!(
        with("uploads", json!([upload(1), upload(1)])),
        ["/uploads/1 doubled"]
    );
    for (length, expected) in [
        (TITLE_MAX_CHARS, vec![]),
        (TITLE_MAX_CHARS + 1, vec!["/title too_long"]),
    ] {
        assert_eq!(with("title", json!("a".repeat(length))), expected);
    }
    for (length, expected) in [
        (TEXT_MAX_CHARS, vec![]),
        (TEXT_MAX_CHARS + 1, vec!["/text too_long"]),
    ] {
        assert_eq!(with("text", json!("a".repeat(length))), expected);
    }
}

#[test]
fn tags_are_kept_in_lower_case_sorted_and_once() {
    let form = json!({"title": "Rapat", "zone": "Asia/Jakarta", "minutes": 5, "day": "2026-11-24",
                      "tags": ["Rapat", "anggaran", " rapat "]});
    let form: ActivityForm = serde_json::from_value(form).unwrap();
    let checked = form.check(NOW.parse().unwrap()).unwrap();
    assert_eq!(checked.what.tags, ["anggaran", "rapat"]);
}
