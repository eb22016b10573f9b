//! What is left of a day's hours: half of them, or only their minutes.

use super::{DAY_MIN, TimeOfDay, WorkDay, after};
use crate::domain::request::Half;

impl WorkDay {
    /// The day without one half of its minutes of work, so that both halves are equal whenever the
    /// break is. Of an odd number the longer half is left.
    #[must_use]
    pub fn without(&self, half: Half) -> Self {
        let free_min = self.required_min() / 2;
        let left_min = self.required_min() - free_min;
        let Some(starts) = self.starts else {
            return self.shortened(left_min, None);
        };
        match (half, self.ends) {
            (Half::Morning, Some(_)) => {
                let begins = self.after_work(free_min, true);
                let (later, later_days) = self.moved(starts, begins);
                let is_break_left = self.break_at().is_some_and(|pause| begins <= pause);
                let kept = self.with_break(is_break_left);
                Self {
                    starts: Some(later),
                    later_days,
                    ..kept
                }
            }
            (Half::Afternoon, Some(_)) => {
                let over = self.after_work(left_min, false);
                let is_break_over = self.break_at().is_some_and(|pause| pause < over);
                let kept = self.with_break(is_break_over);
                Self {
                    ends: Some(self.moved(starts, over).0),
                    ..kept
                }
            }
            // Come between, stay for half as long; whoever comes for the second half comes later.
            (Half::Morning, None) => {
                let begins = self.after_work(free_min, true);
                self.shortened(left_min, Some(begins))
            }
            (Half::Afternoon, None) => self.shortened(left_min, Some(0)),
        }
    }

    /// The day's minutes of work and its break, at whatever time.
    #[must_use]
    pub fn at_any_time(&self) -> Self {
        let pause = self.break_starts;
        Self {
            break_later_days: pause.map_or(0, |pause| self.days_until(pause, false)),
            later_days: 0,
            starts: None,
            latest: None,
            ends: None,
            work_min: u16::try_from(self.required_min()).ok(),
            ..self.clone()
        }
    }

    fn shortened(&self, work_min: i64, later_min: Option<i64>) -> Self {
        let moved = |time: Option<TimeOfDay>| Some(self.moved(time?, later_min?));
        let starts = moved(self.starts);
        Self {
            starts: starts.map(|(starts, _)| starts),
            later_days: starts.map_or(0, |(_, later_days)| later_days),
            latest: moved(self.latest).map(|(latest, _)| latest),
            work_min: u16::try_from(work_min).ok(),
            ..self.with_break(false)
        }
    }

    /// A time of the day so many minutes later, and how many days after the day's own date it is.
    fn moved(&self, time: TimeOfDay, minutes: i64) -> (TimeOfDay, i64) {
        let shown = i64::from(time.0) + minutes;
        let minute = shown.rem_euclid(i64::from(DAY_MIN));
        let days = self.days_until(time, false) + shown.div_euclid(i64::from(DAY_MIN));
        (TimeOfDay(u16::try_from(minute).unwrap_or(0)), days)
    }

    fn with_break(&self, is_kept: bool) -> Self {
        let mut day = self.clone();
        if !is_kept {
            (day.break_starts, day.break_min) = (None, 0);
        }
        day
    }

    /// How long after the start the break begins, in minutes.
    fn break_at(&self) -> Option<i64> {
        Some(after(self.starts?, self.break_starts?) % i64::from(DAY_MIN))
    }

    /// How long after the start so many minutes are worked; where the break begins just then,
    /// after it or before it.
    fn after_work(&self, work_min: i64, is_after_break: bool) -> i64 {
        let pause = self
            .break_at()
            .filter(|pause| *pause < work_min || (*pause == work_min && is_after_break));
        work_min + pause.map_or(0, |_| i64::from(self.break_min))
    }
}
