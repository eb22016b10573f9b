//! How a request is sent, and the checks that need nothing but itself and the clock.

use chrono::Datelike as _;
use ngantor_core::id::{PersonId, RequestId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults, REQUIRED};
use ngantor_core::text;
use ngantor_core::time::{Day, Instant};
use serde::{Deserialize, Serialize};

use super::{
    Asked, Correction, DutyTravel, FLEXIBLE_DAYS_MAX, FlexibleWork, Kind, LENGTH_MAX_D,
    LINE_MAX_CHARS, Leave, Request, State, TEXT_MAX_CHARS, Way, nested_or_none,
};
use crate::domain::{Punch, WorkMode};

const NOT_FOR_KIND: Text = Text::new(
    "Tidak berlaku untuk jenis permohonan ini.",
    "Not for this kind of request.",
);
const ENDS_BEFORE: Text = Text::new(
    "Hari terakhir sebelum hari pertama.",
    "The last day is before the first.",
);
const TOO_LONG: Text = Text::new("Paling lama {limit} hari.", "At most {limit} days.");
const ONE_DAY: Text = Text::new(
    "Setengah hari hanya untuk satu hari.",
    "Half a day is of one day only.",
);
const IN_FUTURE: Text = Text::new(
    "Belum terjadi: waktunya di masa depan.",
    "It has not happened yet: the time lies in the future.",
);
const NOTHING: Text = Text::new(
    "Sebutkan catatan yang benar, catatan yang salah, atau keduanya.",
    "Name the punch that is right, the punch that is wrong, or both.",
);
const NOT_ASCENDING: Text = Text::new(
    "Hari harus berurutan, masing-masing satu kali.",
    "The days must be in order, each once.",
);
const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");
const IS_OFFICE: Text = Text::new(
    "Kantor sendiri bukan tempat lain.",
    "One's own office is no other place.",
);

/// A request: its kind, why, and one object with what is asked for, named like the kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "kind": "correction", "reason": "Ponsel mati saat pulang.",
    "evidence": "Surat keterangan kepala bagian 12/2026",
    "correction": {"punch": {"direction": "out", "at": "2026-11-24T16:05:00+07:00",
                             "zone": "Asia/Jakarta", "work_mode": "office"}},
}))
)]
pub struct RequestForm {
    /// What is asked for.
    pub kind: Kind,
    /// Why; 1 to 1000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 1000))]
    pub reason: String,
    /// What shows it, such as a letter and its number; at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 300))]
    pub evidence: Option<String>,
    /// For `leave`.
    #[serde(
        default,
        deserialize_with = "nested_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Leave>))]
    pub leave: Option<Leave>,
    /// For `correction`.
    #[serde(
        default,
        deserialize_with = "nested_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Correction>))]
    pub correction: Option<Correction>,
    /// For `flexible_work`.
    #[serde(
        default,
        deserialize_with = "nested_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<FlexibleWork>))]
    pub flexible_work: Option<FlexibleWork>,
    /// For `duty_travel`.
    #[serde(
        default,
        deserialize_with = "nested_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<DutyTravel>))]
    pub duty_travel: Option<DutyTravel>,
}

impl RequestForm {
    /// Checks what needs nothing else, and gives what is asked for.
    ///
    /// # Errors
    /// Every fault of the form.
    pub fn check(mut self, now: Instant) -> Result<Checked, Vec<Fault>> {
        let mut faults = Faults::default();
        let reason = faults.take(lines(&self.reason, "/reason"));
        let evidence = self.evidence.take();
        let evidence = evidence.filter(|text| !text.trim().is_empty());
        let evidence = evidence.map(|text| line(&text, "/evidence")).transpose();
        let evidence = faults.take(evidence);
        let asked = faults.take(self.asked().and_then(|asked| check_asked(asked, now)));
        let built = reason.zip(evidence).zip(asked);
        let ((reason, evidence), asked) = faults.finish(built)?;
        Ok(Checked {
            reason,
            evidence,
            asked,
        })
    }

    /// The one object that belongs to the kind.
    fn asked(self) -> Result<Asked, Fault> {
        let kind = self.kind;
        let found = [
            self.leave.map(Asked::Leave),
            self.correction.map(Asked::Correction),
            self.flexible_work.map(Asked::FlexibleWork),
            self.duty_travel.map(Asked::DutyTravel),
        ];
        let mut own = None;
        for asked in found.into_iter().flatten() {
            if asked.kind() != kind {
                let pointer = format!("/{}", asked.kind().name());
                return Err(Fault::new(pointer, "not_for_kind", NOT_FOR_KIND));
            }
            own = Some(asked);
        }
        own.ok_or_else(|| Fault::new(format!("/{}", kind.name()), "required", REQUIRED))
    }

    /// A request as it was asked.
    pub fn of(request: &Request) -> Self {
        let mut form = Self {
            kind: request.asked.kind(),
            reason: request.reason.clone(),
            evidence: request.evidence.clone(),
            leave: None,
            correction: None,
            flexible_work: None,
            duty_travel: None,
        };
        match request.asked.clone() {
            Asked::Leave(leave) => form.leave = Some(leave),
            Asked::Correction(correction) => form.correction = Some(correction),
            Asked::FlexibleWork(work) => form.flexible_work = Some(work),
            Asked::DutyTravel(travel) => form.duty_travel = Some(travel),
        }
        form
    }
}

/// What is asked for, checked as far as it can be alone.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Why.
    pub reason: String,
    /// What shows it.
    pub evidence: Option<String>,
    /// What.
    pub asked: Asked,
}

impl Checked {
    /// The request of a person who sent it at an instant; `replaced` is the punch that a
    /// correction says is wrong.
    pub fn request(
        self,
        id: RequestId,
        person_id: PersonId,
        asked_at: Instant,
        replaced: Option<&Punch>,
    ) -> Option<Request> {
        Some(Request {
            id,
            person_id,
            state: State::Asked,
            days: self.asked.days(replaced)?,
            reason: self.reason,
            evidence: self.evidence,
            asked: self.asked,
            asked_at,
            decided: None,
            ended: None,
            version: 1,
        })
    }
}

fn check_asked(asked: Asked, now: Instant) -> Result<Asked, Fault> {
    match asked {
        Asked::Leave(leave) => check_leave(leave).map(Asked::Leave),
        Asked::Correction(correction) => check_correction(correction, now).map(Asked::Correction),
        Asked::FlexibleWork(work) => check_flexible(work).map(Asked::FlexibleWork),
        Asked::DutyTravel(travel) => check_travel(travel).map(Asked::DutyTravel),
    }
}

fn check_leave(leave: Leave) -> Result<Leave, Fault> {
    check_days(leave.starts_on, leave.ends_on, "/leave")?;
    if leave.half.is_some() && leave.starts_on != leave.ends_on {
        return Err(Fault::new("/leave/half", "one_day", ONE_DAY));
    }
    let code = line(&leave.code, "/leave/type")?;
    Ok(Leave { code, ..leave })
}

fn check_correction(correction: Correction, now: Instant) -> Result<Correction, Fault> {
    match &correction.punch {
        Some(punch) if punch.counted_at() > now => {
            let pointer = "/correction/punch/at";
            Err(Fault::new(pointer, "in_future", IN_FUTURE))
        }
        None if correction.replaces.is_none() => {
            Err(Fault::new("/correction/punch", "required", NOTHING))
        }
        _ => Ok(correction),
    }
}

fn check_flexible(work: FlexibleWork) -> Result<FlexibleWork, Fault> {
    let fault = |name: &str, code, text| {
        let pointer = format!("/flexible_work/{name}");
        Err(Fault::new(pointer, code, text))
    };
    match (work.way, work.place) {
        (Way::Location, None) => return fault("place", "required", REQUIRED),
        (Way::Location, Some(WorkMode::Office | WorkMode::DutyTravel)) => {
            return fault("place", "own_office", IS_OFFICE);
        }
        (Way::Time, Some(_)) => return fault("place", "not_for_kind", NOT_FOR_KIND),
        _ => {}
    }
    if work.days.is_empty() {
        return fault("days", "required", REQUIRED);
    }
    if work.days.len() > FLEXIBLE_DAYS_MAX {
        let pointer = "/flexible_work/days";
        return Err(Fault::beyond(
            pointer,
            "too_many",
            TOO_MANY,
            FLEXIBLE_DAYS_MAX,
        ));
    }
    if !work.days.is_sorted_by(|one, next| one < next) {
        return fault("days", "not_ascending", NOT_ASCENDING);
    }
    if let (Some(first), Some(last)) = (work.days.first(), work.days.last())
        && last.0.num_days_from_ce() - first.0.num_days_from_ce() > 366
    {
        return Err(Fault::beyond(
            "/flexible_work/days",
            "too_long",
            TOO_LONG,
            366,
        ));
    }
    let plan = lines(&work.plan, "/flexible_work/plan")?;
    Ok(FlexibleWork { plan, ..work })
}

fn check_travel(travel: DutyTravel) -> Result<DutyTravel, Fault> {
    check_days(travel.starts_on, travel.ends_on, "/duty_travel")?;
    Ok(DutyTravel {
        destination: line(&travel.destination, "/duty_travel/destination")?,
        order: line(&travel.order, "/duty_travel/order")?,
        ..travel
    })
}

fn check_days(starts_on: Day, ends_on: Day, pointer: &str) -> Result<(), Fault> {
    let pointer = format!("{pointer}/ends_on");
    if ends_on < starts_on {
        return Err(Fault::new(pointer, "ends_before_start", ENDS_BEFORE));
    }
    if (ends_on.0 - starts_on.0).num_days() >= LENGTH_MAX_D {
        return Err(Fault::beyond(pointer, "too_long", TOO_LONG, LENGTH_MAX_D));
    }
    Ok(())
}

/// Text of several lines.
///
/// # Errors
/// Its fault, at the pointer.
pub fn lines(words: &str, pointer: &str) -> Result<String, Fault> {
    text::lines(words, TEXT_MAX_CHARS).map_err(|fault| Fault::of_text(pointer, fault))
}

fn line(words: &str, pointer: &str) -> Result<String, Fault> {
    text::line(words, LINE_MAX_CHARS).map_err(|fault| Fault::of_text(pointer, fault))
}
