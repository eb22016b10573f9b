//! The report on days of absence in a year, and which row of the rule in force they reach. It is
//! for a human who looks into it: nothing follows from it, and nobody is told by it.

mod words;

use std::io;

use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike as _, NaiveDate};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Lang;
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Day, Instant};
use ngantor_http::{Base, Context, Params, Problem, SignedIn};
use ngantor_sheet::Sheet;
use serde::Serialize;

use super::App;
use super::report::{self, Format, NOT_BOTH, Report, Whom};
use crate::domain::discipline::{Absence, Counts, Reached, Run, Thresholds, days_of};
use crate::domain::duty::DutyDay;
use crate::domain::form::Form as _;
use crate::domain::form::discipline::DisciplineRuleForm;
use crate::domain::in_force::Rules;
use crate::domain::rule::{Rule, RuleId, What};
use crate::store::recap::Person;
use crate::store::rule as store;

/// The years that can be asked for.
const YEARS: std::ops::RangeInclusive<i64> = 2001..=2099;
/// The most rules that hold on one day and are looked at; the last one to start is taken.
const RULES_MAX: u32 = 100;
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["year", "of", "person_id", "unit_id", "format"])?;
    let now = app.base.now();
    let today = caller.zone.day(now);
    let year = params.integer("year", i64::from(today.year()), YEARS)?;
    let year = i32::try_from(year).unwrap_or_default();
    let days = days_of(year);
    let days =
        days.ok_or_else(|| Fault::new("?year", "not_a_date", ngantor_core::refusal::NO_DAY))?;
    let whom = match params.get("unit_id") {
        Some(_) if params.get("of").or(params.get("person_id")).is_some() => {
            return Err(Fault::new("?unit_id", "not_both", NOT_BOTH).into());
        }
        Some(unit) => Whom::of_unit(&app, unit, &caller).await?,
        None => Whom::of(&app, &params, &caller).await?,
    };
    let format = Format::of(&params)?;
    let name = format!("disiplin-{year}");
    let discipline = Discipline {
        lang,
        year,
        now,
        as_of: caller.zone.rfc3339(now),
        rule: rule_on(&app.base, days.1.min(today)).await?,
        sheet: format.sheet("Disiplin")?,
        n_people: 0,
        n_reached: 0,
    };
    report::answer(app, &caller, (whom, days), discipline, (format, &name)).await
}

/// The rule that holds on a day.
async fn rule_on(base: &Base, day: NaiveDate) -> Result<Option<Rule>, Problem> {
    let days = (Day(day), Day(day));
    let kind = DisciplineRuleForm::KIND;
    let rules = store::rules_by_start(&*base.db, kind, days, None, None, RULES_MAX).await?;
    let rules: Rules = rules.into_iter().collect();
    Ok(rules.discipline(day).cloned())
}

/// A report in the making.
struct Discipline {
    lang: Lang,
    year: i32,
    now: Instant,
    as_of: String,
    /// None where none holds: then the days are only counted.
    rule: Option<Rule>,
    /// `None` for JSON.
    sheet: Option<Sheet>,
    n_people: usize,
    n_reached: usize,
}

impl Report for Discipline {
    fn open(&mut self, to: &mut Vec<u8>) -> io::Result<()> {
        if let Some(sheet) = &mut self.sheet {
            to.extend(sheet.open());
            to.extend(sheet.rows(&[words::header(self.lang)])?);
            return Ok(());
        }
        let rule = self.rule.as_ref().and_then(RuleView::of);
        let head = HeadView {
            year: self.year,
            as_of: &self.as_of,
            note: words::NOTE.in_lang(self.lang),
            rule,
        };
        // What comes next is inside the same object.
        let mut text = serde_json::to_vec(&head)?;
        text.pop();
        to.extend(text);
        to.extend_from_slice(b",\"people\":[");
        Ok(())
    }

    fn person(&mut self, who: &Person, days: &[DutyDay], to: &mut Vec<u8>) -> io::Result<()> {
        let absence = Absence::of(days, self.year, who.zone.day(self.now));
        let view = self.view(who, &absence);
        self.n_reached += usize::from(!view.reached.is_empty());
        if let Some(sheet) = &mut self.sheet {
            to.extend(sheet.rows(&[words::person(&view, self.lang)])?);
        } else {
            if self.n_people > 0 {
                to.push(b',');
            }
            serde_json::to_writer(to, &view)?;
        }
        self.n_people += 1;
        Ok(())
    }

    fn close(self, to: &mut Vec<u8>) -> io::Result<()> {
        let (n_people, n_reached) = (self.n_people, self.n_reached);
        if let Some(mut sheet) = self.sheet {
            to.extend(sheet.rows(&[words::end((n_people, n_reached), self.lang)])?);
            to.extend(sheet.close()?);
        } else {
            let text = format!("],\"n_people\":{n_people},\"n_reached\":{n_reached}}}");
            to.extend_from_slice(text.as_bytes());
        }
        Ok(())
    }
}

impl Discipline {
    fn thresholds(&self) -> Option<(&Rule, &Thresholds)> {
        let rule = self.rule.as_ref()?;
        match &rule.what {
            What::DisciplineRule(thresholds) => Some((rule, thresholds)),
            _ => None,
        }
    }

    fn view(&self, who: &Person, absence: &Absence) -> PersonView {
        let counts = [
            (Counts::Cumulated, absence.n_absent),
            (
                Counts::Consecutive,
                absence.longest.map_or(0, |run| run.n_days),
            ),
        ];
        let reached = self
            .thresholds()
            .into_iter()
            .flat_map(|(rule, thresholds)| {
                counts.into_iter().filter_map(move |(counts, n_days)| {
                    let reached = thresholds.reached(counts, n_days)?;
                    let text = words::reached(rule, (self.year, absence), reached, self.lang);
                    Some(ReachedView::of(reached, text))
                })
            });
        PersonView {
            person_id: who.id,
            name: who.name.clone(),
            n_absent: absence.n_absent,
            n_provisional: absence.n_provisional,
            late_min: absence.late_min,
            longest: absence.longest,
            reached: reached.collect(),
        }
    }
}

/// What comes before the people.
#[derive(Serialize)]
struct HeadView<'a> {
    year: i32,
    as_of: &'a str,
    note: &'a str,
    rule: Option<RuleView>,
}

/// The rule by which days are reported.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RuleOfDiscipline))]
pub(crate) struct RuleView {
    id: RuleId,
    /// Counts the changes.
    version: i64,
    #[serde(flatten)]
    rule: DisciplineRuleForm,
}

impl RuleView {
    fn of(rule: &Rule) -> Option<Self> {
        Some(Self {
            id: rule.id,
            version: rule.version,
            rule: DisciplineRuleForm::of(rule)?,
        })
    }
}

/// A person in the report.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = DisciplinePerson))]
pub(crate) struct PersonView {
    person_id: PersonId,
    /// `null` of whom `people` has not told yet, and of whoever was erased.
    name: Option<String>,
    /// Days of the year without a punch and without a request, when none can come any more.
    n_absent: i64,
    /// Days that are over and may still become anything; they are not in `n_absent`.
    n_provisional: i64,
    /// Minutes too late in the year; they are not made into days.
    late_min: i64,
    /// The longest run of absence on days of work that has a day in the year.
    longest: Option<Run>,
    /// The rows that are reached: at most one by all days, and one by days on end.
    reached: Vec<ReachedView>,
}

/// A row of the rule that is reached.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = DisciplineReached))]
pub(crate) struct ReachedView {
    counts: Counts,
    from_days: u16,
    /// `null` in the last row.
    to_days: Option<i64>,
    /// What the law provides for.
    measure: String,
    /// The same as a sentence.
    text: String,
}

impl ReachedView {
    fn of(reached: Reached<'_>, text: String) -> Self {
        Self {
            counts: reached.row.counts,
            from_days: reached.row.from_days,
            to_days: reached.to_days,
            measure: reached.row.measure.clone(),
            text,
        }
    }
}

/// The report on the wire; the counts come last, and one that ends without them is not whole.
#[cfg(not(target_family = "wasm"))]
#[derive(utoipa::ToSchema)]
#[schema(as = Discipline)]
#[expect(
    dead_code,
    reason = "it is written piece by piece; this only describes it"
)]
pub(crate) struct DisciplineView {
    year: i32,
    /// For which instant it holds, RFC 3339.
    as_of: String,
    /// For whom it is, and what does not follow from it.
    note: String,
    /// The one in force on the last day of the year that is over; `null` where none is.
    rule: Option<RuleView>,
    /// By their ids.
    people: Vec<PersonView>,
    n_people: usize,
    /// How many of them reach a row.
    n_reached: usize,
}
