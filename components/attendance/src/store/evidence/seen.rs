//! The statements by which a punch is compared with what is kept around it: the person's other
//! positions, those of others, and the office where the person sits.

use ngantor_core::id::PunchId;
use ngantor_core::time::{self, Zone};
use ngantor_db::{DbError, Row, Sql, params};

use super::json;
use crate::domain::WorkMode;
use crate::domain::evidence::Seen;
use crate::store::{instant, read_position};

/// The most people and days that are counted for one punch: more are as odd as so many.
const COUNT_MAX: i64 = 1_000;
/// The most offices among which the nearest is looked for.
const OFFICES_MAX: u32 = 10_000;

/// Where somebody sits on the day of a punch.
struct Workplace {
    punch_id: PunchId,
    work_mode: WorkMode,
    office_zone: Option<Zone>,
    office: Option<(f64, f64)>,
    n_days_without: i64,
}

/// Punches, and what is kept around them.
///
/// # Errors
/// Any [`DbError`].
pub async fn seen(
    db: &dyn Sql,
    punch_ids: &[&str],
    position_days: i64,
) -> Result<Vec<Seen>, DbError> {
    let mut seen = around(db, punch_ids).await?;
    let places = workplaces(db, punch_ids, position_days).await?;
    let is_elsewhere = |place: &Workplace| place.work_mode == WorkMode::OtherOffice;
    let all = match places.iter().any(is_elsewhere) {
        true => all_offices(db).await?,
        false => Vec::new(),
    };
    for place in places {
        let of_place = |seen: &&mut Seen| seen.punch_id == place.punch_id;
        let Some(seen) = seen.iter_mut().find(of_place) else {
            continue;
        };
        seen.office_zone = place.office_zone;
        seen.n_days_without = place.n_days_without;
        seen.offices = match place.work_mode {
            WorkMode::Office => place.office.into_iter().collect(),
            WorkMode::OtherOffice => all.clone(),
            WorkMode::Home | WorkMode::DutyTravel | WorkMode::Other => Vec::new(),
        };
    }
    Ok(seen)
}

/// Punches, and the positions and devices that are kept around them.
async fn around(db: &dyn Sql, punch_ids: &[&str]) -> Result<Vec<Seen>, DbError> {
    let rows = db
        .run(
            "SELECT here.id AS punch_id, here.person_id, here.day, here.zone, here.counted_at,
                here.received_at, here.latitude, here.longitude, here.accuracy_m, here.age_s,
                before.counted_at AS before_at, before.latitude AS before_latitude,
                before.longitude AS before_longitude, before.accuracy_m AS before_accuracy_m,
                before.age_s AS before_age_s, later.counted_at AS later_at,
                later.latitude AS later_latitude, later.longitude AS later_longitude,
                later.accuracy_m AS later_accuracy_m, later.age_s AS later_age_s,
                (SELECT count(*) FROM (
                    SELECT DISTINCT day FROM trace
                    WHERE latitude = here.latitude AND longitude = here.longitude
                        AND person_id = here.person_id AND day < here.day LIMIT ?2)
                ) AS n_same_days,
                (SELECT count(*) FROM (
                    SELECT DISTINCT person_id FROM trace
                    WHERE latitude = here.latitude AND longitude = here.longitude
                        AND person_id <> here.person_id LIMIT ?2)
                ) AS n_people_here,
                (SELECT count(*) FROM (
                    SELECT DISTINCT person_id FROM trace
                    WHERE device = here.device AND person_id <> here.person_id LIMIT ?2)
                ) AS n_people_on_device
             FROM json_each(?1) AS one JOIN punch AS here ON here.id = one.value
             LEFT JOIN trace AS before ON before.punch_id = (
                SELECT punch_id FROM trace
                WHERE person_id = here.person_id AND latitude IS NOT NULL
                    AND here.latitude IS NOT NULL
                    AND (counted_at, punch_id) < (here.counted_at, here.id)
                ORDER BY counted_at DESC, punch_id DESC LIMIT 1)
             LEFT JOIN trace AS later ON later.punch_id = (
                SELECT punch_id FROM trace
                WHERE person_id = here.person_id AND latitude IS NOT NULL
                    AND here.latitude IS NOT NULL
                    AND (counted_at, punch_id) > (here.counted_at, here.id)
                ORDER BY counted_at, punch_id LIMIT 1)
             ORDER BY here.id LIMIT ?3",
            params![
                json(&punch_ids),
                COUNT_MAX,
                i64::try_from(punch_ids.len()).unwrap_or(0),
            ],
        )
        .await?;
    rows.iter().map(read_seen).collect()
}

/// Where the people of some punches sit on that day. Of a zone that was approved, as travel or
/// flexible work, that of the office is not told.
async fn workplaces(
    db: &dyn Sql,
    punch_ids: &[&str],
    position_days: i64,
) -> Result<Vec<Workplace>, DbError> {
    let rows = db
        .run(
            "SELECT here.id AS punch_id, here.work_mode,
                iif(EXISTS (
                    SELECT 1 FROM request AS plan
                    WHERE plan.person_id = here.person_id AND plan.state = 'approved'
                        AND plan.kind IN ('duty_travel', 'flexible_work')
                        AND here.day BETWEEN plan.starts_on AND plan.ends_on
                        AND (plan.days IS NULL OR EXISTS (
                            SELECT 1 FROM json_each(plan.days) WHERE value = here.day))),
                    NULL, coalesce(office.zone, person.zone)) AS office_zone,
                office.latitude, office.longitude,
                (SELECT count(DISTINCT day) FROM punch
                 WHERE person_id = here.person_id AND double_of IS NULL AND day <= here.day
                    AND day > max(date(here.day, '-' || ?2 || ' days'), coalesce(
                        (SELECT max(day) FROM trace
                         WHERE person_id = here.person_id AND latitude IS NOT NULL
                            AND day <= here.day), ''))) AS n_days_without
             FROM json_each(?1) AS one JOIN punch AS here ON here.id = one.value
             LEFT JOIN person ON person.id = here.person_id
             LEFT JOIN relation AS member ON member.kind = 'member'
                AND member.slot = here.person_id AND member.withdrawn_at IS NULL
                AND member.starts_on <= here.day
                AND coalesce(member.ends_on, '9999-12-31') >= here.day
             LEFT JOIN unit_period AS unit ON unit.unit_id = member.unit_id
                AND unit.starts_on <= here.day AND unit.ends_before > here.day
             LEFT JOIN office ON office.id = coalesce(member.office_id, unit.office_id)
             ORDER BY here.id LIMIT ?3",
            params![
                json(&punch_ids),
                position_days,
                i64::try_from(punch_ids.len()).unwrap_or(0),
            ],
        )
        .await?;
    rows.iter().map(read_workplace).collect()
}

/// Where the institution's offices are, as far as that is known.
async fn all_offices(db: &dyn Sql) -> Result<Vec<(f64, f64)>, DbError> {
    let rows = db
        .run(
            "SELECT latitude, longitude FROM office
             WHERE latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY id LIMIT ?1",
            params![OFFICES_MAX],
        )
        .await?;
    let read = |row: &Row| read_place(row).transpose();
    rows.iter().filter_map(read).collect()
}

fn read_workplace(row: &Row) -> Result<Workplace, DbError> {
    Ok(Workplace {
        punch_id: row.parsed("punch_id", |text| text.parse().ok())?,
        work_mode: row.parsed("work_mode", WorkMode::parse)?,
        office_zone: row.parsed_or_null("office_zone", |text| text.parse().ok())?,
        office: read_place(row)?,
        n_days_without: row.integer("n_days_without")?,
    })
}

fn read_place(row: &Row) -> Result<Option<(f64, f64)>, DbError> {
    let (latitude, longitude) = (
        row.real_or_null("latitude")?,
        row.real_or_null("longitude")?,
    );
    Ok(latitude.zip(longitude))
}

fn read_seen(row: &Row) -> Result<Seen, DbError> {
    let mut neighbours = Vec::new();
    for side in ["before_", "later_"] {
        let at = row.integer_or_null(&format!("{side}at"))?;
        if let Some((at, position)) = at.zip(read_position(row, side)?) {
            neighbours.push((instant(at)?, position));
        }
    }
    Ok(Seen {
        punch_id: row.parsed("punch_id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        day: row.parsed("day", time::parse_day)?,
        counted_at: instant(row.integer("counted_at")?)?,
        received_at: instant(row.integer("received_at")?)?,
        position: read_position(row, "")?,
        neighbours,
        n_same_days: row.integer("n_same_days")?,
        n_people_here: row.integer("n_people_here")?,
        n_people_on_device: row.integer("n_people_on_device")?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
        office_zone: None,
        offices: Vec::new(),
        n_days_without: 0,
    })
}
