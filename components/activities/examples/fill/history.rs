//! The days before today: who did what, when, and what their heads said of it. The same people
//! and days give the same activities.

use std::collections::BTreeMap;

use activities::domain::form::{AskedTime, Checked};
use activities::domain::life::State;
use activities::domain::{Activity, ActivityId, Output, Review, Time, What};
use activities::store;
use chrono::{Datelike as _, Days, Duration, NaiveDate, NaiveTime, Weekday};
use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Instant, Zone};
use ngantor_db::{DbError, Sql, params};
use ngantor_directory::{decider, tree};
use uuid::{Builder, Uuid};

use crate::words::{COMMENTS, KINDS, Kind, SENTENCES, TOPICS};

/// How many somebody has at least before another person is taken, where there are enough people.
const OF_EACH: u32 = 40;
/// The most people.
const PEOPLE_MAX: u32 = 20_000;
/// The most rows of a statement.
const ROWS_MAX: usize = 500;
/// Until when people work, local time.
const ENDS_H: u32 = 17;

/// Somebody, and who says that all is fine.
struct Worker {
    id: PersonId,
    zone: Zone,
    head: Option<PersonId>,
}

/// Adds so many activities of the working days before a day, and the reviews of most of them;
/// says how many were not there before.
///
/// # Errors
/// Any [`DbError`].
pub async fn fill(db: &dyn Sql, today: NaiveDate, n: u32) -> Result<usize, DbError> {
    let workers = workers(db, today, n).await?;
    let mut days = Vec::new();
    let mut n_left = n as usize;
    let working = (1..).map_while(|back| today.checked_sub_days(Days::new(back)));
    let working = working.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    for day in working {
        if n_left == 0 || workers.is_empty() || day.year() < 2000 {
            break;
        }
        let mut made: Vec<_> = workers.iter().flat_map(|one| one.day(day)).collect();
        made.truncate(n_left);
        n_left -= made.len();
        days.push((day, made));
    }
    let mut n_added = 0;
    // The earliest first, as it happened.
    for (day, made) in days.into_iter().rev() {
        for some in made.chunks(ROWS_MAX) {
            n_added += store::insert(db, some).await?.len();
        }
        review(db, &workers, &made, (day, today)).await?;
    }
    Ok(n_added)
}

async fn workers(db: &dyn Sql, today: NaiveDate, n: u32) -> Result<Vec<Worker>, DbError> {
    let wanted = n.div_ceil(OF_EACH).clamp(1, PEOPLE_MAX);
    let rows = db
        .run(
            "SELECT person.id, person.zone, member.unit_id FROM person
             LEFT JOIN relation AS member ON member.kind = 'member' AND member.slot = person.id
                AND member.withdrawn_at IS NULL AND member.starts_on <= ?2
                AND coalesce(member.ends_on, '9999-12-31') >= ?2
             WHERE person.ends_on IS NULL ORDER BY person.id LIMIT ?1",
            params![wanted, today.to_string()],
        )
        .await?;
    // The way up from a unit is the same for all of its members.
    let mut ways = BTreeMap::new();
    let mut workers = Vec::new();
    for row in &rows {
        let id: PersonId = row.parsed("id", |text| text.parse().ok())?;
        let levels = match row.text_or_null("unit_id")? {
            None => Vec::new(),
            Some(unit) => {
                if !ways.contains_key(&unit) {
                    let unit_id = row.parsed("unit_id", |text| text.parse().ok())?;
                    let way = tree::levels_from(db, unit_id, Day(today)).await?;
                    ways.insert(unit.clone(), way);
                }
                ways.get(&unit).cloned().unwrap_or_default()
            }
        };
        workers.push(Worker {
            id,
            zone: row.parsed("zone", |text| text.parse().ok())?,
            head: decider::decide(id, levels).decider.map(|who| who.person_id),
        });
    }
    Ok(workers)
}

/// What the heads said on the next morning of what was done on a day, of most of it.
async fn review(
    db: &dyn Sql,
    workers: &[Worker],
    made: &[Activity],
    (day, today): (NaiveDate, NaiveDate),
) -> Result<(), DbError> {
    let mut said: BTreeMap<String, (PersonId, Vec<Activity>)> = BTreeMap::new();
    let mut whose = workers.iter();
    // Both stand in the order of the people.
    let mut worker = whose.next();
    for one in made {
        while worker.is_some_and(|worker| worker.id != one.person_id) {
            worker = whose.next();
        }
        let Some(head) = worker.and_then(|worker| worker.head) else {
            continue;
        };
        if let Some(wanted) = reviewed(one, head, (day, today)) {
            let of_head = said.entry(head.to_string());
            of_head.or_insert((head, Vec::new())).1.push(wanted);
        }
    }
    for (head, all) in said.into_values() {
        for some in all.chunks(ROWS_MAX) {
            let zone = some.first().map_or(Zone::JAKARTA, |one| one.zone);
            let at = instant(zone, day + Days::new(1), 8 * 60 + 45);
            let some: Vec<_> = some.iter().map(|one| (one, State::Logged)).collect();
            store::review(db, &some, (at, head)).await?;
        }
    }
    Ok(())
}

/// An activity as its head leaves it; nothing of what they have not come to yet.
fn reviewed(
    one: &Activity,
    head: PersonId,
    (day, today): (NaiveDate, NaiveDate),
) -> Option<Activity> {
    let mut chance = Chance::of(one.person_id, day, one.logged_at.timestamp());
    let days = (today - day).num_days();
    let seen = match days {
        0..2 => 0,
        2..5 => 45,
        _ => 92,
    };
    if chance.below(100) >= seen {
        return None;
    }
    let is_returned = chance.below(100) < 4;
    let state = if is_returned {
        State::Returned
    } else {
        State::Acknowledged
    };
    let comment = is_returned.then(|| chance.one_of(&COMMENTS).to_string());
    let review = Review {
        by: head,
        at: one.logged_at,
        comment,
    };
    Some(Activity {
        state,
        review: Some(review),
        ..one.clone()
    })
}

impl Worker {
    /// What somebody did on a day, one after the other; nothing on some days.
    fn day(&self, day: NaiveDate) -> Vec<Activity> {
        let mut chance = Chance::of(self.id, day, 0);
        if chance.below(100) < 6 {
            return Vec::new();
        }
        let mut at_min = 7 * 60 + 30 + 5 * chance.below(13);
        let mut done = Vec::new();
        for _ in 0..2 + chance.below(3) {
            let kind = chance.one_of(&KINDS);
            let minutes =
                kind.minutes.0 + 5 * chance.below((kind.minutes.1 - kind.minutes.0) / 5 + 1);
            let (lunch, back) = (12 * 60, 13 * 60);
            if at_min < back && at_min + minutes > lunch {
                at_min = back;
            }
            if at_min + minutes > u64::from(ENDS_H) * 60 + 30 {
                break;
            }
            done.push(self.activity(kind, (day, at_min, minutes), &mut chance));
            at_min += minutes + 5 * chance.below(5);
        }
        done
    }

    fn activity(
        &self,
        kind: &Kind,
        (day, at_min, minutes): (NaiveDate, u64, u64),
        chance: &mut Chance,
    ) -> Activity {
        let from = instant(self.zone, day, at_min);
        let to = instant(self.zone, day, at_min + minutes);
        let minutes = i64::try_from(minutes).unwrap_or(1);
        let asked = match chance.below(10) {
            0..3 => AskedTime::Minutes(minutes),
            _ => AskedTime::Span(from, to, minutes),
        };
        let is_live = matches!(asked, AskedTime::Span(..)) && chance.below(6) == 0;
        let checked = Checked {
            what: kind.what(chance),
            time: asked,
            day,
            zone: self.zone,
        };
        let logged_at = to + Duration::minutes(i64::try_from(chance.below(40)).unwrap_or(0));
        let one = Activity::new(chance.id(logged_at), self.id, checked, logged_at);
        if is_live {
            let clock = Time::of(AskedTime::Live(Some(from)), from);
            return Activity {
                time: clock.finished(to),
                logged_at: from,
                ..one
            };
        }
        one
    }
}

impl Kind {
    fn what(&self, chance: &mut Chance) -> What {
        let topic = chance.one_of(&TOPICS);
        let output = self.output.map(|(name, unit, most)| Output {
            name: name.to_owned(),
            quantity: f64::from(u32::try_from(1 + chance.below(most)).unwrap_or(1)),
            unit: unit.to_owned(),
        });
        let text = (chance.below(10) < 4).then(|| chance.one_of(&SENTENCES).to_string());
        let mut tags: Vec<_> = self.tags.iter().map(ToString::to_string).collect();
        tags.sort();
        What {
            title: self.title.replace("{}", topic),
            text,
            assignment_id: None,
            output,
            tags,
            uploads: Vec::new(),
        }
    }
}

/// The instant at which the clocks of a zone show so many minutes of a day.
fn instant(zone: Zone, day: NaiveDate, minutes: u64) -> Instant {
    let later = Duration::minutes(i64::try_from(minutes).unwrap_or(0));
    zone.instant(day.and_time(NaiveTime::MIN) + later)
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn of(person: PersonId, day: NaiveDate, more: i64) -> Self {
        let uuid: Uuid = person.to_string().parse().unwrap_or_default();
        let (high, low) = uuid.as_u64_pair();
        let day = u64::from(day.num_days_from_ce().unsigned_abs());
        Self(high.rotate_left(17) ^ low ^ (day << 40) ^ more.unsigned_abs())
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    #[expect(clippy::indexing_slicing, reason = "what is below its length is in it")]
    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let place = self.below(all.len() as u64);
        &all[usize::try_from(place).unwrap_or(0)]
    }

    fn id(&mut self, at: Instant) -> ActivityId {
        let mut bytes = [0; 10];
        if let Some(first) = bytes.first_chunk_mut() {
            *first = self.next().to_be_bytes();
        }
        let ms = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        ActivityId::new(Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid())
    }
}
