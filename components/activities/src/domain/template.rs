//! What a person does again and again: a template proposes an entry for the days on which it is
//! repeated. Nothing is logged by itself: the person confirms what is proposed.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use ngantor_core::id::{Id, PersonId};
use ngantor_core::lang::Text;
use ngantor_core::nested::nested_or_none;
use ngantor_core::refusal::{Fault, Faults, REQUIRED};
use ngantor_core::time::{Day, Instant, Zone};
use serde::{Deserialize, Serialize};

use super::form::{self, ActivityForm, Checked};
use super::{ActivityId, AssignmentId, IdKey, Output};

/// The most templates of a person; `template_adds` in the schema says the same.
pub const TEMPLATES_MAX: u32 = 50;

const DOUBLED: Text = Text::new("Disebut dua kali.", "It stands there twice.");
const NO_MONTH_DAY: Text = Text::new("Tanggal 1 sampai 31.", "A day from 1 to 31.");
const ENDS_BEFORE: Text = Text::new(
    "Hari terakhir sebelum hari pertama.",
    "The last day is before the first.",
);
const NO_OUTPUT: Text = Text::new(
    "Kegiatan ini tidak punya hasil yang dihitung.",
    "Nothing that is counted comes of this one.",
);

/// Marks ids of templates.
pub enum OfTemplate {}
/// The id of a template.
pub type TemplateId = Id<OfTemplate>;

/// A template.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Whose; nobody else sees it.
    pub person_id: PersonId,
    /// What it says.
    pub form: TemplateForm,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
    /// Counts its changes.
    pub version: i64,
}

/// A template as it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(as = ActivityTemplate, example = json!({
    "title": "Menjawab surat masuk", "minutes": 60, "tags": ["persuratan"],
    "output": {"name": "Surat balasan", "quantity": null, "unit": "surat"},
    "repeats": {"weekdays": ["monday", "thursday"]},
}))
)]
pub struct TemplateForm {
    /// What is done; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub title: String,
    /// More of it; at most 4000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 4000))]
    pub text: Option<String>,
    /// How long it usually takes, 1 to 1440.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 1440))]
    pub minutes: u16,
    /// For which assignment.
    pub assignment_id: Option<AssignmentId>,
    /// What comes of it.
    #[serde(default, deserialize_with = "nested_or_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<UsualOutput>))]
    pub output: Option<UsualOutput>,
    /// At most 10, each of 1 to 40 characters; kept in lower case.
    #[serde(default)]
    pub tags: Vec<String>,
    /// On which days it is proposed; on none when it is left out.
    #[serde(default, deserialize_with = "nested_or_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Repetition>))]
    pub repeats: Option<Repetition>,
    /// From this day on; from ever when it is left out.
    pub starts_on: Option<Day>,
    /// Until this day; for good when it is left out.
    pub ends_on: Option<Day>,
}

/// What usually comes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct UsualOutput {
    /// What it is; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// How many, where that is known before; else it is said with each confirmation.
    pub quantity: Option<f64>,
    /// Of what; 1 to 40 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 40))]
    pub unit: String,
}

/// On which days: some of the week, some of the month, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Repetition {
    /// Days of the week; holidays are not known here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<WeekdayName>,
    /// Days of the month, 1 to 31; one that a month does not have is its last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub month_days: Vec<u8>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Weekday))]
#[expect(missing_docs, reason = "their names say it")]
pub enum WeekdayName {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A proposal as it is confirmed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Confirmed {
    /// Which template.
    pub template_id: TemplateId,
    /// How long it took; as usual when it is left out.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 1440))]
    pub minutes: Option<u16>,
    /// How many came of it; as usual when it is left out.
    pub quantity: Option<f64>,
    /// More of it; as usual when it is left out.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 4000))]
    pub text: Option<String>,
}

impl TemplateForm {
    /// Checks all of it, and trims its texts.
    ///
    /// # Errors
    /// Every fault of the form.
    pub fn check(self) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let title = faults.take(form::line(&self.title, form::TITLE_MAX_CHARS, "/title"));
        let text = faults.take(form::lines_or_none(self.text.as_deref(), "/text"));
        let minutes = faults.take(form::check_minutes(Some(self.minutes.into())));
        let output = faults.take(self.output.map(UsualOutput::check).transpose());
        let tags = faults.take(form::check_tags(&self.tags));
        let repeats = faults.take(self.repeats.map(Repetition::check).transpose());
        let ends_before = self.starts_on.zip(self.ends_on).is_some_and(|(a, b)| b < a);
        let in_order = (!ends_before)
            .then_some(())
            .ok_or_else(|| Fault::new("/ends_on", "ends_before_start", ENDS_BEFORE));
        let in_order = faults.take(in_order);
        let built = (|| {
            in_order.and(minutes)?;
            Some(Self {
                title: title?,
                text: text?,
                output: output?,
                tags: tags?,
                repeats: repeats?,
                ..self
            })
        })();
        faults.finish(built)
    }

    /// Whether it is proposed for a day.
    pub fn proposes(&self, day: NaiveDate) -> bool {
        let has_begun = self.starts_on.is_none_or(|first| first.0 <= day);
        let has_ended = self.ends_on.is_some_and(|last| last.0 < day);
        let falls = self.repeats.as_ref().is_some_and(|one| one.falls_on(day));
        has_begun && !has_ended && falls
    }
}

impl UsualOutput {
    fn check(self) -> Result<Self, Fault> {
        let known = self.quantity;
        let output = form::check_output(Output {
            name: self.name,
            quantity: known.unwrap_or(1.0),
            unit: self.unit,
        })?;
        Ok(Self {
            name: output.name,
            quantity: known.map(|_| output.quantity),
            unit: output.unit,
        })
    }
}

impl Repetition {
    fn check(self) -> Result<Self, Fault> {
        if self.weekdays.is_empty() && self.month_days.is_empty() {
            return Err(Fault::new("/repeats", "required", REQUIRED));
        }
        for (index, day) in self.weekdays.iter().enumerate() {
            if self.weekdays.iter().take(index).any(|other| other == day) {
                let pointer = format!("/repeats/weekdays/{index}");
                return Err(Fault::new(pointer, "doubled", DOUBLED));
            }
        }
        for (index, day) in self.month_days.iter().enumerate() {
            let pointer = format!("/repeats/month_days/{index}");
            if !(1..=31).contains(day) {
                return Err(Fault::new(pointer, "out_of_range", NO_MONTH_DAY));
            }
            if self.month_days.iter().take(index).any(|other| other == day) {
                return Err(Fault::new(pointer, "doubled", DOUBLED));
            }
        }
        Ok(self)
    }

    fn falls_on(&self, day: NaiveDate) -> bool {
        let next = day.checked_add_days(Days::new(1));
        let is_last = next.is_some_and(|next| next.month() != day.month());
        let is_its = |n: &u8| {
            let n = u32::from(*n);
            n == day.day() || (is_last && n > day.day())
        };
        let weekday = WeekdayName::of(day.weekday());
        self.weekdays.contains(&weekday) || self.month_days.iter().any(is_its)
    }
}

impl WeekdayName {
    const fn of(day: Weekday) -> Self {
        match day {
            Weekday::Mon => Self::Monday,
            Weekday::Tue => Self::Tuesday,
            Weekday::Wed => Self::Wednesday,
            Weekday::Thu => Self::Thursday,
            Weekday::Fri => Self::Friday,
            Weekday::Sat => Self::Saturday,
            Weekday::Sun => Self::Sunday,
        }
    }
}

impl Template {
    /// The id of its entry of a day: made from both, so that a confirmation that is sent again
    /// is the same entry, and one that was taken back is not proposed again.
    pub fn activity_id(&self, key: &IdKey, day: NaiveDate) -> ActivityId {
        key.make(day, &format!("{}\n{}\n{day}", self.person_id, self.id))
    }

    /// The entry of a day as it was confirmed.
    ///
    /// # Errors
    /// Every fault; the pointers are those of a confirmation.
    pub fn entry(
        &self,
        said: &Confirmed,
        (day, zone): (NaiveDate, Zone),
        now: Instant,
    ) -> Result<Checked, Vec<Fault>> {
        let usual = &self.form;
        let form = ActivityForm {
            title: usual.title.clone(),
            text: said.text.clone().or_else(|| usual.text.clone()),
            zone,
            day: Some(Day(day)),
            started_at: None,
            finished_at: None,
            minutes: Some(said.minutes.unwrap_or(usual.minutes)),
            live: false,
            assignment_id: usual.assignment_id,
            output: usual.confirmed_output(said)?,
            tags: usual.tags.clone(),
            uploads: Vec::new(),
        };
        form.check(now).map_err(|faults| {
            let shown = |fault: Fault| match fault.pointer.strip_prefix("/output") {
                Some(rest) => Fault {
                    pointer: rest.to_owned(),
                    ..fault
                },
                None => fault,
            };
            faults.into_iter().map(shown).collect()
        })
    }
}

impl TemplateForm {
    fn confirmed_output(&self, said: &Confirmed) -> Result<Option<Output>, Vec<Fault>> {
        let fault = |code, text| vec![Fault::new("/quantity", code, text)];
        let Some(output) = &self.output else {
            return match said.quantity {
                Some(_) => Err(fault("no_output", NO_OUTPUT)),
                None => Ok(None),
            };
        };
        let quantity = said.quantity.or(output.quantity);
        let quantity = quantity.ok_or_else(|| fault("required", REQUIRED))?;
        Ok(Some(Output {
            name: output.name.clone(),
            quantity,
            unit: output.unit.clone(),
        }))
    }
}

#[cfg(test)]
mod tests;
