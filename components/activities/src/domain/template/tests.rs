//! On which days a template is proposed, and what it cannot be.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::*;

fn template(more: &Value) -> TemplateForm {
    let mut form = json!({"title": "Apel pagi", "minutes": 15});
    let fields = form.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    serde_json::from_value(form).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_template_is_proposed_on_its_days() {
    let month_days = json!({"repeats": {"month_days": [1, 31]}});
    let from_to = json!({"repeats": {"weekdays": ["monday"]}, "starts_on": "2026-11-23",
                         "ends_on": "2026-11-30"});
    for (form, on, expected) in [
        (&json!({}), "2026-11-23", false),
        (
            &json!({"repeats": {"weekdays": ["monday", "friday"]}}),
            "2026-11-23",
            true,
        ),
        (
            &json!({"repeats": {"weekdays": ["monday", "friday"]}}),
            "2026-11-27",
            true,
        ),
        (
            &json!({"repeats": {"weekdays": ["monday", "friday"]}}),
            "2026-11-28",
            false,
        ),
        (&month_days, "2026-12-01", true),
        (&month_days, "2026-12-31", true),
        (&month_days, "2026-12-30", false),
        // One that a month does not have is its last.
        (&month_days, "2026-11-30", true),
        (&month_days, "2028-02-28", false),
        (&month_days, "2028-02-29", true),
        (&from_to, "2026-11-16", false),
        (&from_to, "2026-11-23", true),
        (&from_to, "2026-11-30", true),
        (&from_to, "2026-12-07", false),
    ] {
        let checked = template(form).check().unwrap();
        assert_eq!(checked.proposes(day(on)), expected, "{form} {on}");
    }
}

#[test]
fn what_a_template_cannot_be_is_refused_at_its_field() {
    let long = vec!["x"; 11];
    for (form, pointer, code) in [
        (json!({"title": " "}), "/title", "required"),
        (json!({"minutes": 0}), "/minutes", "too_short"),
        (json!({"minutes": 1441}), "/minutes", "too_long"),
        (json!({"tags": long}), "/tags", "too_many"),
        (json!({"repeats": {}}), "/repeats", "required"),
        (
            json!({"repeats": {"weekdays": ["monday", "monday"]}}),
            "/repeats/weekdays/1",
            "doubled",
        ),
        (
            json!({"repeats": {"month_days": [0]}}),
            "/repeats/month_days/0",
            "out_of_range",
        ),
        (
            json!({"repeats": {"month_days": [1, 32]}}),
            "/repeats/month_days/1",
            "out_of_range",
        ),
        (
            json!({"repeats": {"month_days": [2, 2]}}),
            "/repeats/month_days/1",
            "doubled",
        ),
        (
            json!({"starts_on": "2026-11-02", "ends_on": "2026-11-01"}),
            "/ends_on",
            "ends_before_start",
        ),
        (
            json!({"output": {"name": "Surat", "quantity": 0, "unit": "surat"}}),
            "/output/quantity",
            "out_of_range",
        ),
        (
            json!({"output": {"name": "Surat", "unit": " "}}),
            "/output/unit",
            "required",
        ),
    ] {
        let faults = template(&form).check().unwrap_err();
        let told: Vec<_> = faults
            .iter()
            .map(|one| (one.pointer.as_str(), one.code))
            .collect();
        assert_eq!(told, [(pointer, code)], "{form}");
    }
}
