//! What stands for a variable of a path by its name alone.

/// The rules that come with attendance, by the path of their kind.
const SHIPPED: [(&str, &str); 8] = [
    ("schedules", super::requests::SHIPPED_SCHEDULE),
    ("assignments", "01985c00-0000-7000-8000-000000000002"),
    ("periods", "01985c00-0000-7000-8000-000000000003"),
    ("calendar-days", "01985c00-0000-7000-8000-000020260001"),
    ("leave-types", "01985c00-0000-7000-8000-000000000101"),
    ("escalations", "01985c00-0000-7000-8000-000000000111"),
    ("claim-rules", "01985c00-0000-7000-8000-000000000131"),
    ("discipline-rules", "01985c00-0000-7000-8000-000000000121"),
];

/// What is known of an operation by its method and its path, as the document shows it.
pub fn by_name(method: &str, path: &str) -> Option<&'static str> {
    of_path(path).or_else(|| shipped(method, path))
}

fn of_path(path: &str) -> Option<&'static str> {
    match path {
        _ if path.contains("/device-authorizations/") => Some("BBBB-BBBB"),
        _ if path.ends_with("/days/{day}") => Some("today"),
        _ if path.ends_with("/months/{month}") => Some("current"),
        _ if path.ends_with("/weeks/{week}") => Some("current"),
        "/api/attendance/leave-balances/{year}" => Some("current"),
        _ => None,
    }
}

/// A rule that comes with attendance; what is put is new.
fn shipped(method: &str, path: &str) -> Option<&'static str> {
    let kind = path.strip_prefix("/api/attendance/")?.split('/').next()?;
    let rule = SHIPPED.iter().find(|(of, _)| *of == kind);
    rule.filter(|_| method != "PUT").map(|(_, id)| *id)
}
