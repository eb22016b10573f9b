//! An iCalendar object (RFC 5545) of due instants: one event for each assignment.

use std::fmt::Write as _;

use ngantor_core::lang::Lang;
use ngantor_core::time::{Instant, Zone};

use super::{GIVEN_BY, Item, NAME, STATE};
use crate::domain::Priority;

/// The longest line, in octets, without its end (RFC 5545 §3.1).
const LINE_MAX_BYTES: usize = 75;
/// The zones of Indonesia with what their clocks are called and how far they are from UTC, in
/// hours: since 1988, without another rule (Keppres 41/1987).
const ZONES: [(&str, &str, i32); 4] = [
    ("Asia/Jakarta", "WIB", 7),
    ("Asia/Pontianak", "WIB", 7),
    ("Asia/Makassar", "WITA", 8),
    ("Asia/Jayapura", "WIT", 9),
];

/// The whole object, whose lines end as the RFC wants.
pub fn write(items: &[Item], lang: Lang) -> String {
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//Ngantor//assignments//ID");
    lines.add("CALSCALE", "GREGORIAN");
    // RFC 7986 §5.1, and what came before it.
    lines.text("NAME", NAME.in_lang(lang));
    lines.text("X-WR-CALNAME", NAME.in_lang(lang));
    lines.add("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    for (name, clock, hours) in ZONES {
        if items.iter().any(|item| item.zone.name() == name) {
            add_zone(&mut lines, name, clock, hours);
        }
    }
    for item in items {
        if let Some(due_at) = item.due_at {
            add_event(&mut lines, item, due_at, lang);
        }
    }
    lines.add("END", "VCALENDAR");
    lines.0
}

fn add_zone(lines: &mut Lines, name: &str, clock: &str, hours: i32) {
    let offset = format!("+{hours:02}00");
    lines.add("BEGIN", "VTIMEZONE");
    lines.add("TZID", name);
    lines.add("BEGIN", "STANDARD");
    lines.add("DTSTART", "19880101T000000");
    lines.add("TZOFFSETFROM", &offset);
    lines.add("TZOFFSETTO", &offset);
    lines.add("TZNAME", clock);
    lines.add("END", "STANDARD");
    lines.add("END", "VTIMEZONE");
}

fn add_event(lines: &mut Lines, item: &Item, due_at: Instant, lang: Lang) {
    lines.add("BEGIN", "VEVENT");
    lines.add("UID", &item.id.to_string());
    // Without a METHOD it is when the event changed last (RFC 5545 §3.8.7.2), so that the same
    // event is the same text.
    lines.add("DTSTAMP", &utc(item.changed_at));
    lines.add("CREATED", &utc(item.given_at));
    lines.add("LAST-MODIFIED", &utc(item.changed_at));
    lines.add("SEQUENCE", &item.sequence.to_string());
    let (name, value) = start(item.zone, due_at);
    lines.add(&name, &value);
    lines.text("SUMMARY", &item.title);
    lines.text("DESCRIPTION", &description(item, lang));
    let status = if item.is_off() {
        "CANCELLED"
    } else {
        "CONFIRMED"
    };
    lines.add("STATUS", status);
    lines.add("PRIORITY", priority(item.priority));
    // It says until when, and takes no time of the day.
    lines.add("TRANSP", "TRANSPARENT");
    lines.add("END", "VEVENT");
}

fn description(item: &Item, lang: Lang) -> String {
    let state = item.state.label().in_lang(lang);
    let mut text = format!("{}: {state}", STATE.in_lang(lang));
    if !item.given_by.is_empty() {
        let _ = write!(text, "\n{}: {}", GIVEN_BY.in_lang(lang), item.given_by);
    }
    if !item.text.is_empty() {
        let _ = write!(text, "\n\n{}", item.text);
    }
    text
}

/// The due instant as the clocks of a zone of Indonesia show it, elsewhere in UTC: a zone whose
/// rules change would need all of them.
fn start(zone: Zone, due_at: Instant) -> (String, String) {
    if ZONES.iter().any(|(name, ..)| *name == zone.name()) {
        let shown = zone.day(due_at).and_time(zone.clock(due_at));
        let shown = shown.format("%Y%m%dT%H%M%S").to_string();
        (format!("DTSTART;TZID={zone}"), shown)
    } else {
        ("DTSTART".to_owned(), utc(due_at))
    }
}

fn utc(at: Instant) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// RFC 5545 §3.8.1.9: 1 is the highest, 9 the lowest.
const fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "1",
        Priority::High => "3",
        Priority::Normal => "5",
        Priority::Low => "9",
    }
}

/// Content lines, folded.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, name: &str, value: &str) {
        let mut n_bytes = 0;
        for c in [name, ":", value].into_iter().flat_map(str::chars) {
            // No character is cut in two.
            if n_bytes + c.len_utf8() > LINE_MAX_BYTES {
                self.0.push_str("\r\n ");
                n_bytes = 1;
            }
            self.0.push(c);
            n_bytes += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A value of type TEXT (RFC 5545 §3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                // Texts are accepted without them; what came in otherwise breaks no line.
                c if c.is_control() && c != '\t' => {}
                c => escaped.push(c),
            }
        }
        self.add(name, &escaped);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As RFC 5545 §3.1 says: a line end and a space are taken out.
    fn unfold(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_none_loses_anything(value in "\\PC{0,300}") {
            let mut lines = Lines::default();
            lines.add("SUMMARY", &value);
            for line in lines.0.trim_end_matches("\r\n").split("\r\n") {
                prop_assert!(line.len() <= LINE_MAX_BYTES, "{line:?}");
            }
            prop_assert_eq!(unfold(&lines.0), format!("SUMMARY:{value}\r\n"));
        }

        #[test]
        fn no_text_ends_its_line(value in any::<String>()) {
            let mut lines = Lines::default();
            lines.text("SUMMARY", &value);
            let unfolded = unfold(&lines.0);
            let one = unfolded.strip_suffix("\r\n").unwrap();
            prop_assert!(!one.contains(['\r', '\n']), "{one:?}");
        }
    }

    #[test]
    fn what_means_something_is_escaped() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", "a;b,c\\d\ne:\"f\"");
        assert_eq!(lines.0, "SUMMARY:a\\;b\\,c\\\\d\\ne:\"f\"\r\n");
    }
}
