//! One day and everything that is looked at to judge it.

use std::borrow::Cow;

use chrono::{Duration, NaiveDate, NaiveTime};
use ngantor_core::time::{Instant, Zone};

use super::{DutyDay, Figures, Known, Status};
use crate::domain::hours::{HoursKind, WorkDay};
use crate::domain::in_force::{InForce, Rules};
use crate::domain::on_day::OnDay;
use crate::domain::reason::{Facts, Reason};
use crate::domain::rule::Rule;
use crate::domain::stretch::{self, STRETCH_MAX_MIN, Span, Stretch, minute, minute_at};

/// Everything that is looked at to judge a day.
pub(super) struct Case<'a> {
    day: NaiveDate,
    zone: Zone,
    stretches: &'a [Stretch<'a>],
    in_force: Option<InForce<'a>>,
    free: Option<&'a Rule>,
    /// What the day asks for; of a shift the turn that the person came for.
    /// It is less on half a day of leave.
    work: Option<Cow<'a, WorkDay>>,
    /// What is asked and approved for the day.
    on_day: OnDay<'a>,
    /// Whether it is told which turn is the person's.
    is_turn_known: bool,
    /// When work has to be done, where the day says so.
    window: Option<Span>,
    /// How late its punches may arrive, in minutes.
    counts_min: i64,
    known: &'a Known,
}

impl<'a> Case<'a> {
    pub(super) fn of(
        day: NaiveDate,
        stretches: &'a [Stretch<'a>],
        on_day: OnDay<'a>,
        rules: &'a Rules,
        known: &'a Known,
    ) -> Self {
        let anchor = stretches.first().and_then(Stretch::anchor);
        let zone = anchor.map_or_else(|| known.zones.on(day), |punch| punch.zone);
        let in_force = rules.on(day);
        let works = in_force.is_some_and(|found| found.hours.works_on_holidays);
        let free = rules.calendar_day(day).filter(|_| !works);
        let mut turns = in_force.into_iter().flat_map(|found| found.hours.of(day));
        let (first, second) = (turns.next(), turns.next());
        let near = anchor.and_then(|punch| stretch::turn_of(punch, day, rules));
        let is_turn_known = second.is_none() || near.is_some();
        let work = near.or(first).filter(|_| free.is_none() && is_turn_known);
        let work = work.and_then(|work| on_day.left_of(work));
        let mut case = Self {
            day,
            zone,
            stretches,
            in_force,
            free,
            work,
            on_day,
            is_turn_known,
            window: None,
            counts_min: i64::from(rules.claim_terms(day).counts_h) * 60,
            known,
        };
        case.window = case.work.as_deref().and_then(|work| case.window_of(work));
        case
    }

    /// From the start to the end; of flexible hours from when the person came, within them.
    fn window_of(&self, work: &WorkDay) -> Option<Span> {
        let Some(latest) = work.latest else {
            return stretch::span_of(work, self.day, self.zone);
        };
        let earliest = minute_at(self.day, work.starts?, work.later_days, self.zone);
        let latest = minute_at(self.day, latest, work.days_until(latest, false), self.zone);
        let came = self.first_in().map_or(latest, minute);
        let from = came.clamp(earliest, latest.max(earliest));
        Some(Span {
            from,
            until: from + work.length_min(),
        })
    }

    pub(super) fn judge(self) -> DutyDay {
        let mut reasons = Vec::new();
        let status = self.status(&mut reasons);
        let figures = self.figures(status, &mut reasons);
        let mode = self.stretches.first().and_then(Stretch::anchor);
        let mode = mode.map(|punch| punch.work_mode);
        reasons.extend(self.on_day.reasons(self.work.as_deref(), mode, self.zone));
        DutyDay {
            day: self.day,
            zone: self.zone,
            status,
            is_complete: self.is_complete(),
            is_open: self.is_open(),
            is_missing: self.is_missing(),
            first_in: self.first_in(),
            last_out: self.last_out(),
            figures,
            quota_min: self.quota_min(),
            is_balanced: self.is_balanced(),
            reasons,
            requests: self.on_day.shown(mode),
        }
    }

    fn status(&self, reasons: &mut Vec<Reason>) -> Status {
        let (status, reason) = self.status_and_reason();
        reasons.push(reason);
        status
    }

    fn status_and_reason(&self) -> (Status, Reason) {
        if let Some(found) = self.on_day.status().filter(|_| self.is_work_day()) {
            return found;
        }
        if let Some(anchor) = self.stretches.first().and_then(Stretch::anchor) {
            let status = self.on_day.status_of_presence(anchor.work_mode);
            return (status, Reason::present(anchor, self.free));
        }
        if let Some(free) = self.free {
            return (Status::Holiday, Reason::holiday(free));
        }
        let Some(in_force) = self.in_force else {
            return (Status::Unjudged, Reason::no_schedule());
        };
        if in_force.hours.kind == HoursKind::Dynamic && self.work.is_some() {
            return (Status::Unjudged, Reason::only_totals(&in_force));
        }
        if !self.is_turn_known {
            return (Status::Unjudged, Reason::no_turn(&in_force));
        }
        match &self.work {
            Some(work) => self.status_of_nothing(&in_force, work),
            None => (Status::Off, Reason::off(&in_force)),
        }
    }

    /// A day of work without a punch.
    fn status_of_nothing(&self, in_force: &InForce<'_>, work: &WorkDay) -> (Status, Reason) {
        if self.day > self.zone.day(self.known.now) {
            return (Status::Provisional, Reason::to_come(in_force));
        }
        if !self.is_complete() {
            let until = self.complete_at();
            return (Status::Provisional, Reason::provisional(until, self.zone));
        }
        // Before it is decided nobody knows what the day was.
        if let Some(reason) = self.on_day.undecided(self.zone) {
            return (Status::Provisional, reason);
        }
        if let Some(reason) = self.on_day.half_alone(self.zone) {
            return (Status::Leave, reason);
        }
        if let Some(last) = self.known.until.filter(|last| *last < self.day) {
            return (Status::Unjudged, Reason::no_longer_here(last));
        }
        match self.known.since {
            Some(since) if since <= self.day => self.status_by_membership(in_force, work),
            since => (Status::Unjudged, Reason::not_yet_here(since)),
        }
    }

    /// A contract that ended, or work elsewhere for some months: whoever comes back was not absent.
    fn status_by_membership(&self, in_force: &InForce<'_>, work: &WorkDay) -> (Status, Reason) {
        let all = &self.known.memberships;
        if all.is_empty() || all.iter().any(|one| one.is_on(self.day)) {
            return (Status::Absent, Reason::absent(in_force, work));
        }
        (Status::Unjudged, Reason::no_member())
    }

    /// What the schedule asks for of somebody who is here; it is not known of whom before a turn.
    fn quota_min(&self) -> i64 {
        let known = self.known;
        let is_since = known.since.is_some_and(|since| since <= self.day);
        let is_until = known.until.is_none_or(|last| self.day <= last);
        let is_member =
            known.memberships.is_empty() || known.memberships.iter().any(|one| one.is_on(self.day));
        let is_here = (is_since && is_until && is_member) || !self.stretches.is_empty();
        let work = self.work.as_deref().filter(|_| is_here);
        work.map_or(0, WorkDay::required_min)
    }

    fn is_balanced(&self) -> bool {
        let says_so = self
            .in_force
            .is_some_and(|found| found.hours.weekly_balance);
        says_so && self.work.is_some()
    }

    /// Whether the person has to work on the day, as far as it is known. Leave and travel change
    /// no free day.
    fn is_work_day(&self) -> bool {
        let asks = |found: &InForce<'_>| found.hours.of(self.day).next().is_some();
        self.free.is_none() && self.in_force.as_ref().is_none_or(asks)
    }

    /// The minute from which on no punch of the day can be made any more, nor arrive and count:
    /// whoever comes at its end may stay for the longest stretch there is.
    fn complete_at(&self) -> i64 {
        let end = self.day.and_time(NaiveTime::MIN) + Duration::days(1);
        let end = minute(self.zone.instant(end));
        let made = self.window.map_or(end, |window| end.max(window.until)) + STRETCH_MAX_MIN;
        made + self.counts_min
    }

    fn is_complete(&self) -> bool {
        let made = self.complete_at() - self.counts_min;
        let is_read = made <= minute(self.known.read_until);
        is_read && self.complete_at() <= minute(self.known.now)
    }

    fn is_open(&self) -> bool {
        self.stretches.iter().any(|stretch| stretch.is_open)
    }

    fn first_in(&self) -> Option<Instant> {
        let begin = self.stretches.iter().find_map(|stretch| stretch.begin);
        begin.map(|punch| punch.counted_at)
    }

    fn last_out(&self) -> Option<Instant> {
        let ends = self.stretches.iter().filter_map(|stretch| stretch.end);
        ends.map(|punch| punch.counted_at).max()
    }

    fn figures(&self, status: Status, reasons: &mut Vec<Reason>) -> Figures {
        let Some(in_force) = self.in_force.filter(|_| !self.stretches.is_empty()) else {
            let required_min = self.work.as_deref().map_or(0, WorkDay::required_min);
            let is_half_missing = status == Status::Leave;
            return Figures {
                required_min,
                short_min: if is_half_missing { required_min } else { 0 },
                ..self.presence_alone()
            };
        };
        let mut figures = match &self.work {
            Some(work) => self.against(work),
            None => self.presence_alone(),
        };
        if status == Status::DutyTravel {
            // On the way hours are not measured.
            figures.surplus_min = 0;
        }
        let is_missing = self.is_missing();
        if is_missing {
            (figures.short_min, figures.surplus_min) = (0, 0);
        }
        reasons.extend(Reason::of_figures(&figures, &self.facts(), &in_force));
        if is_missing {
            reasons.push(Reason::missing(self.stretches));
        }
        figures
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            zone: self.zone,
            work: self.work.as_deref(),
            window: self.window,
            came: self.first_in(),
            left: self.last_out(),
        }
    }

    /// Whether a clock-in or a clock-out is missing, so that lengths are not known.
    fn is_missing(&self) -> bool {
        let is_whole =
            |one: &Stretch<'_>| one.begin.is_some() && (one.end.is_some() || one.is_open);
        !self.stretches.iter().all(is_whole)
    }

    /// A day that asks for nothing: all of it is surplus, once it is over.
    fn presence_alone(&self) -> Figures {
        let worked_min = self.minutes_within(None, None);
        Figures {
            worked_min,
            surplus_min: if self.is_open() { 0 } else { worked_min },
            ..Figures::default()
        }
    }

    fn against(&self, work: &WorkDay) -> Figures {
        let pause = self.pause(work);
        let required_min = work.required_min();
        let worked_min = self.minutes_within(None, pause);
        let within_min = match self.window {
            Some(window) => self.minutes_within(Some(window), pause),
            None => worked_min.min(required_min),
        };
        let is_over = self.is_over();
        let judged = |minutes: i64| if is_over { minutes.max(0) } else { 0 };
        let late_min = self
            .first_in()
            .map_or(0, |came| self.late(work, minute(came)));
        let length_min = self.window.map_or(0, Span::minutes);
        let left = self.last_out().map(minute);
        let early = |(window, left): (Span, i64)| (window.until - left).min(length_min);
        let early_min = self.window.zip(left).map_or(0, early);
        Figures {
            required_min,
            worked_min,
            late_min: late_min.min(length_min),
            early_min: judged(if self.lacks_last_out() { 0 } else { early_min }),
            short_min: judged(required_min - within_min),
            surplus_min: judged(worked_min - within_min),
        }
    }

    fn lacks_last_out(&self) -> bool {
        self.stretches
            .last()
            .is_some_and(|stretch| stretch.end.is_none())
    }

    fn late(&self, work: &WorkDay, came: i64) -> i64 {
        let due = work.latest.or(work.starts);
        let due = due.map(|due| minute_at(self.day, due, work.days_until(due, false), self.zone));
        due.map_or(0, |due| (came - due).max(0))
    }

    /// Whether leaving and length can be judged: the hours are over and the person has left.
    fn is_over(&self) -> bool {
        let end = self.day.and_time(NaiveTime::MIN) + Duration::days(1);
        let end = self
            .window
            .map_or_else(|| minute(self.zone.instant(end)), |span| span.until);
        !self.is_open() && end <= minute(self.known.now)
    }

    /// The break, when it has a time.
    fn pause(&self, work: &WorkDay) -> Option<Span> {
        let starts = work.break_starts?;
        let days = work.days_until(starts, false) + work.break_later_days;
        let from = minute_at(self.day, starts, days, self.zone);
        Some(Span {
            from,
            until: from + i64::from(work.break_min),
        })
    }

    /// Minutes of presence within a span, without the break.
    fn minutes_within(&self, window: Option<Span>, pause: Option<Span>) -> i64 {
        let spans = self
            .stretches
            .iter()
            .filter_map(|one| one.span(self.known.now));
        spans
            .map(|span| window.map_or(span, |window| span.and(window)))
            .map(|span| span.minutes() - pause.map_or(0, |pause| span.and(pause).minutes()))
            .sum()
    }
}
