//! What is odd, and what is not.

use chrono::Duration;
use ngantor_core::lang::Lang;

use super::*;

const JAKARTA: (f64, f64) = (-6.2088, 106.8456);
const MAKASSAR: (f64, f64) = (-5.1477, 119.4327);

const RULES: Rules = Rules {
    position_days: 30,
    max_age_s: Some(300),
    max_accuracy_m: Some(2_000),
    max_speed_kmh: Some(1_000),
    frozen_days: Some(3),
    shared_people: Some(2),
    device_people: Some(1),
    late_claim_min: Some(60),
    other_zone_min: Some(1),
    office_radius_m: Some(500),
    missing_days: Some(3),
};

fn at((latitude, longitude): (f64, f64), accuracy_m: f64) -> Position {
    Position {
        latitude,
        longitude,
        accuracy_m,
        age_s: 0.0,
    }
}

fn noon() -> Instant {
    "2026-11-25T05:00:00Z".parse().unwrap()
}

fn seen(position: Position) -> Seen {
    Seen {
        punch_id: "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap(),
        person_id: "0193a5b0-7c1e-7000-8000-000000000002".parse().unwrap(),
        day: noon().date_naive(),
        counted_at: noon(),
        received_at: noon(),
        position: Some(position),
        neighbours: Vec::new(),
        n_same_days: 0,
        n_people_here: 0,
        n_people_on_device: 0,
        zone: Zone::JAKARTA,
        office_zone: Some(Zone::JAKARTA),
        offices: Vec::new(),
        n_days_without: 0,
    }
}

fn told(seen: &Seen) -> Vec<(Reason, i64)> {
    let findings = look(seen, &RULES);
    findings
        .iter()
        .map(|finding| (finding.reason, finding.found))
        .collect()
}

#[test]
fn an_ordinary_punch_is_nothing_to_look_at() {
    let mut ordinary = seen(at(JAKARTA, 12.0));
    ordinary.neighbours = vec![(noon() - Duration::hours(9), at(MAKASSAR, 12.0))];
    (ordinary.n_same_days, ordinary.n_people_here) = (2, 1);
    ordinary.received_at = noon() + Duration::minutes(59);
    assert_eq!(told(&ordinary), []);
    ordinary.position = None;
    assert_eq!(told(&ordinary), []);
}

#[test]
fn nobody_flies_from_jakarta_to_makassar_in_an_hour() {
    // 1,398 km apart, on the great circle of a sphere.
    let mut flown = seen(at(MAKASSAR, 0.0));
    for (minutes, speed) in [
        (60, Some(1_398)),
        (84, None),
        (-60, Some(1_398)),
        (0, Some(999_999)),
    ] {
        flown.neighbours = vec![(noon() - Duration::minutes(minutes), at(JAKARTA, 0.0))];
        let expected: Vec<_> = speed
            .map(|speed| (Reason::ImpossibleTravel, speed))
            .into_iter()
            .collect();
        assert_eq!(told(&flown), expected, "{minutes}");
    }
    // What the fixes leave open counts for the person.
    flown.neighbours = vec![(noon() - Duration::minutes(60), at(JAKARTA, 99_000.0))];
    flown.position = Some(at(MAKASSAR, 2_000.0));
    assert_eq!(told(&flown), [(Reason::ImpossibleTravel, 1_297)]);
    flown.position = Some(Position {
        age_s: 1_500.0,
        ..at(MAKASSAR, 2_000.0)
    });
    assert_eq!(told(&flown), [(Reason::StalePosition, 1_500)]);
}

#[test]
fn a_fix_that_jumps_is_no_travel() {
    let mut jumped = seen(at(JAKARTA, 0.0));
    let near = (JAKARTA.0 + 0.08, JAKARTA.1);
    jumped.neighbours = vec![(noon() - Duration::seconds(5), at(near, 0.0))];
    assert_eq!(told(&jumped), []);
}

#[test]
fn each_reason_has_its_own_limit() {
    let mut odd = seen(Position {
        age_s: 301.0,
        ..at(JAKARTA, 100.0)
    });
    (odd.n_same_days, odd.n_people_here, odd.n_people_on_device) = (3, 2, 1);
    odd.received_at = noon() + Duration::minutes(60);
    assert_eq!(
        told(&odd),
        [
            (Reason::StalePosition, 301),
            (Reason::FrozenPosition, 3),
            (Reason::SharedPosition, 2),
            (Reason::SharedDevice, 1),
            (Reason::LateClaim, 60),
        ]
    );
    // Cells and addresses give everybody the same coordinates.
    odd.position = Some(at(JAKARTA, 2_001.0));
    assert_eq!(
        told(&odd),
        [
            (Reason::VaguePosition, 2_001),
            (Reason::SharedDevice, 1),
            (Reason::LateClaim, 60),
        ]
    );
}

#[test]
fn another_zone_than_the_offices_is_told_by_its_minutes() {
    let mut moved = seen(at(JAKARTA, 12.0));
    for (zone, office, minutes) in [
        ("Asia/Karachi", Some("Asia/Jakarta"), Some(120)),
        ("Pacific/Honolulu", Some("Asia/Jakarta"), Some(17 * 60)),
        ("Asia/Kathmandu", Some("Asia/Jakarta"), Some(75)),
        // Another name of the same clock, and an office that nobody knows.
        ("Asia/Bangkok", Some("Asia/Jakarta"), None),
        ("Pacific/Honolulu", None, None),
    ] {
        moved.zone = zone.parse().unwrap();
        moved.office_zone = office.map(|zone| zone.parse().unwrap());
        let expected: Vec<_> = minutes
            .map(|minutes| (Reason::OtherZone, minutes))
            .into_iter()
            .collect();
        assert_eq!(told(&moved), expected, "{zone}");
    }
}

#[test]
fn who_says_to_be_at_the_office_is_near_it_as_far_as_the_fix_tells() {
    // A thousandth of a degree of latitude is 111.2 m.
    let away = |thousandths: f64, accuracy_m| {
        let mut away = seen(at(
            (JAKARTA.0 + thousandths / 1000.0, JAKARTA.1),
            accuracy_m,
        ));
        away.offices = vec![MAKASSAR, JAKARTA];
        told(&away)
    };
    assert_eq!(away(4.4, 0.0), []);
    assert_eq!(away(5.0, 0.0), [(Reason::OutsideOffice, 556)]);
    // What the fix leaves open counts for the person.
    assert_eq!(away(5.0, 60.0), []);
    assert_eq!(away(10.0, 60.0), [(Reason::OutsideOffice, 1_052)]);
    // Elsewhere, or where nobody knows the office's position, there is nothing to compare.
    assert_eq!(told(&seen(at(JAKARTA, 0.0))), []);
}

#[test]
fn what_has_no_limit_is_not_looked_at() {
    let off = Rules {
        max_age_s: None,
        max_accuracy_m: None,
        max_speed_kmh: None,
        frozen_days: None,
        shared_people: None,
        device_people: None,
        late_claim_min: None,
        other_zone_min: None,
        office_radius_m: None,
        missing_days: None,
        ..RULES
    };
    let mut odd = seen(Position {
        age_s: 80_000.0,
        ..at(JAKARTA, 5.0)
    });
    odd.neighbours = vec![(noon(), at(MAKASSAR, 0.0))];
    (odd.n_same_days, odd.n_people_here, odd.n_people_on_device) = (99, 99, 99);
    (odd.zone, odd.offices, odd.n_days_without) = (Zone::UTC, vec![MAKASSAR], 99);
    assert_eq!(look(&odd, &off), []);
}

#[test]
fn every_reason_has_a_sentence_with_its_figures() {
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.name()), Some(reason));
        for lang in [Lang::Id, Lang::En] {
            let text = reason.say((4711, 815), lang);
            assert!(text.contains("4711"), "{text}");
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}
