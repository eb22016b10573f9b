//! What requests mean for a day of duty: which punches count, what is asked of the person, and
//! what the day is.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::NaiveDate;
use ngantor_core::id::{PunchId, RequestId};
use ngantor_core::time::Zone;
use serde::Serialize;

use super::duty::Status;
use super::hours::WorkDay;
use super::in_force::Rules;
use super::reason::Reason;
use super::request::{
    Asked, CorrectPunch, Correction, DutyTravel, FlexibleWork, Half, Kind, Leave, Request, State,
    Way,
};
use super::rule::Rule;
use super::stretch::day_of_duty;
use super::{Punch, WorkMode};

/// The punches that count: those that were made, but for the ones that an approved correction
/// says are wrong, and the ones that it says are right.
pub fn corrected<'a>(punches: &'a [Punch], requests: &[Request]) -> Cow<'a, [Punch]> {
    let approved = requests.iter().filter(|one| one.state == State::Approved);
    let corrections: Vec<_> = approved
        .filter_map(|request| Some((request, correction_of(request)?)))
        .collect();
    if corrections.is_empty() {
        return Cow::Borrowed(punches);
    }
    let is_wrong = |punch: &&Punch| {
        let mut corrections = corrections.iter();
        corrections.any(|(_, correction)| correction.replaces == Some(punch.id))
    };
    let made = punches.iter().filter(|punch| !is_wrong(punch)).cloned();
    let right = corrections
        .iter()
        .filter_map(|(request, correction)| punch_of(request, correction.punch.as_ref()?));
    Cow::Owned(made.chain(right).collect())
}

const fn correction_of(request: &Request) -> Option<&Correction> {
    match &request.asked {
        Asked::Correction(correction) => Some(correction),
        _ => None,
    }
}

/// The punch of a correction. It has the request's id, which no punch has.
fn punch_of(request: &Request, punch: &CorrectPunch) -> Option<Punch> {
    Some(Punch {
        id: request.id.to_string().parse::<PunchId>().ok()?,
        person_id: request.person_id,
        direction: punch.direction,
        work_mode: punch.work_mode,
        zone: punch.zone,
        day: punch.day(),
        received_at: request.asked_at,
        claimed_at: None,
        counted_at: punch.counted_at(),
        position: None,
        device: None,
        note: None,
    })
}

/// The requests of a day.
pub struct OnDay<'a> {
    /// Approved leave; two where each is half of the day.
    leaves: Vec<(&'a Request, &'a Leave, Option<&'a Rule>)>,
    travel: Option<(&'a Request, &'a DutyTravel)>,
    plan: Option<(&'a Request, &'a FlexibleWork)>,
    corrections: Vec<(&'a Request, &'a Correction)>,
    open: Vec<&'a Request>,
}

/// A request on a day, as it is shown beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RequestOfDay))]
pub struct OfRequest {
    /// Its id.
    pub id: RequestId,
    /// What is asked for.
    pub kind: Kind,
    /// How far it is.
    pub state: State,
    /// For flexible work: what was planned, and what happened.
    pub plan: Option<Plan>,
}

/// What was planned for a day, beside what happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = PlanOfDay))]
pub struct Plan {
    /// How work is flexible.
    pub way: Way,
    /// Where it was planned.
    pub place: Option<WorkMode>,
    /// What was planned.
    pub plan: String,
    /// Where the first punch of the day was made; `null` without one.
    pub happened: Option<WorkMode>,
}

impl OfRequest {
    /// Those of some requests that are about a day, without what happened.
    pub fn all<'a>(requests: impl Iterator<Item = &'a Request>, day: NaiveDate) -> Vec<Self> {
        let about = requests.filter(|request| request.asked.is_on(day));
        about.map(|request| Self::of(request, None)).collect()
    }

    fn of(request: &Request, happened: Option<WorkMode>) -> Self {
        Self {
            id: request.id,
            kind: request.asked.kind(),
            state: request.state,
            plan: plan_of(request, happened),
        }
    }
}

impl<'a> OnDay<'a> {
    /// Those of a day, in whatever order they are given.
    pub fn of(day: NaiveDate, requests: &'a [Request], rules: &'a Rules) -> Self {
        let mut found = Self {
            leaves: Vec::new(),
            travel: None,
            plan: None,
            corrections: Vec::new(),
            open: Vec::new(),
        };
        let on_day = requests.iter().filter(|one| is_about(one, day, rules));
        let mut sorted: Vec<_> = on_day.collect();
        sorted.sort_by(|a, b| by_age(a, b));
        for request in sorted {
            match (&request.asked, request.state) {
                (_, State::Asked) => found.open.push(request),
                (Asked::Leave(leave), State::Approved) => {
                    let rule = rules.leave_type(&leave.code, day);
                    found.leaves.push((request, leave, rule));
                }
                (Asked::DutyTravel(travel), State::Approved) => {
                    found.travel = Some((request, travel));
                }
                (Asked::FlexibleWork(plan), State::Approved) => found.plan = Some((request, plan)),
                (Asked::Correction(correction), State::Approved) => {
                    found.corrections.push((request, correction));
                }
                (_, State::Declined | State::Withdrawn | State::Revoked) => {}
            }
        }
        found
    }

    /// What is left of a day's work: nothing on leave and on travel, half of it on half a day of
    /// leave, and only its minutes where the time is free.
    pub fn left_of(&self, work: &'a WorkDay) -> Option<Cow<'a, WorkDay>> {
        if self.is_whole_leave() || self.travel.is_some() {
            return None;
        }
        let half = self.leaves.first().and_then(|(_, leave, _)| leave.half);
        let left = match half {
            Some(half) => Cow::Owned(work.without(half)),
            None => Cow::Borrowed(work),
        };
        match self.plan {
            Some((_, plan)) if plan.way == Way::Time => Some(Cow::Owned(left.at_any_time())),
            _ => Some(left),
        }
    }

    fn is_whole_leave(&self) -> bool {
        let has = |half: Half| {
            self.leaves
                .iter()
                .any(|(_, leave, _)| leave.half == Some(half))
        };
        let is_whole = |(_, leave, _): &(_, &Leave, _)| leave.half.is_none();
        self.leaves.iter().any(is_whole) || (has(Half::Morning) && has(Half::Afternoon))
    }

    /// What a day of work is by what was approved for the whole of it.
    pub(super) fn status(&self) -> Option<(Status, Reason)> {
        if self.is_whole_leave() {
            let (request, leave, rule) = self.leaves.first()?;
            return Some((Status::Leave, Reason::leave(request, leave, *rule)));
        }
        let (request, travel) = self.travel?;
        Some((Status::DutyTravel, Reason::travel(request, travel)))
    }

    /// What a day with a punch is.
    pub(super) fn status_of_presence(&self, mode: WorkMode) -> Status {
        match self.plan {
            Some((_, plan)) if plan.way == Way::Time => Status::FlexibleTime,
            Some(_) if mode != WorkMode::Office => Status::FlexibleLocation,
            _ => Status::Present,
        }
    }

    /// Why the day is not judged: something is open.
    pub(super) fn undecided(&self, zone: Zone) -> Option<Reason> {
        self.open.first().map(|request| Reason::open(request, zone))
    }

    /// Half a day of leave, and nothing of the other half.
    pub(super) fn half_alone(&self, zone: Zone) -> Option<Reason> {
        let (request, leave, rule) = self.leaves.first()?;
        Some(Reason::half_alone(request, leave, *rule, zone))
    }

    /// What else there is to say.
    pub(super) fn reasons(
        &self,
        work: Option<&WorkDay>,
        happened: Option<WorkMode>,
        zone: Zone,
    ) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for (request, correction) in &self.corrections {
            reasons.push(Reason::corrected(request, correction, zone));
        }
        if let (Some(work), Some((_, leave, rule))) = (work, self.leaves.first())
            && let Some(half) = leave.half
        {
            reasons.push(Reason::half(half, leave, *rule, work.required_min()));
        }
        if let Some((_, plan)) = self.plan {
            reasons.push(Reason::plan(plan, happened));
        }
        // The status may tell of the first one; it is said here of each.
        reasons.extend(
            self.open
                .iter()
                .map(|request| Reason::still_open(request, zone)),
        );
        reasons
    }

    /// Each request of the day; the one of flexible work with what happened.
    pub(super) fn shown(&self, happened: Option<WorkMode>) -> Vec<OfRequest> {
        let leaves = self.leaves.iter().map(|(request, ..)| *request);
        let travel = self.travel.iter().map(|(request, _)| *request);
        let plan = self.plan.iter().map(|(request, _)| *request);
        let corrections = self.corrections.iter().map(|(request, _)| *request);
        let open = self.open.iter().copied();
        let all = leaves
            .chain(travel)
            .chain(plan)
            .chain(corrections)
            .chain(open);
        all.map(|request| OfRequest::of(request, happened))
            .collect()
    }
}

fn plan_of(request: &Request, happened: Option<WorkMode>) -> Option<Plan> {
    let Asked::FlexibleWork(work) = &request.asked else {
        return None;
    };
    Some(Plan {
        way: work.way,
        place: work.place,
        plan: work.plan.clone(),
        happened,
    })
}

/// Whether a request is about a day; a correction is about the days of duty of its punches, and
/// while it is open about each day between them.
fn is_about(request: &Request, day: NaiveDate, rules: &Rules) -> bool {
    let Some(correction) = correction_of(request) else {
        return request.asked.is_on(day);
    };
    let right = correction.punch.as_ref();
    let right = right.and_then(|punch| punch_of(request, punch));
    let of_duty = right.map(|punch| day_of_duty(&punch, rules));
    let (first, last) = request.days;
    match of_duty {
        Some(of_duty) if correction.replaces.is_none() => of_duty == day,
        Some(of_duty) => of_duty == day || first == day || last == day,
        None => first == day,
    }
}

/// Ids are minted in the order in which things are asked for.
fn by_age(a: &Request, b: &Request) -> Ordering {
    let key = |request: &Request| (request.asked_at, request.id.to_string());
    key(a).cmp(&key(b))
}
