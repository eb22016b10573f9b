//! Recaps: the days of one person, of a unit, of those under a head, or of everybody, each with its
//! figures and why.

mod words;

use std::io;

use axum::extract::State;
use axum::response::Response;
use ngantor_core::id::PersonId;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::Fault;
use ngantor_http::{Context, Params, Path, Problem, SignedIn};
use ngantor_sheet::Sheet;
use serde::Serialize;

use super::App;
use super::days::DutyView;
use super::report::{self, Format, Report, Whom};
use super::team::NO_CHOICE;
use crate::domain::duty::DutyDay;
use crate::domain::recap::{ALL_MAX_DAYS, Totals, n_days, parse_period};
use crate::store::recap::Person;

const NO_PERIOD: Text = Text::new(
    "Bukan hari, bulan atau tahun; contoh: 2026-11-25, 2026-11, 2026.",
    "No day, month or year; examples: 2026-11-25, 2026-11, 2026.",
);
const TOO_LONG: Text = Text::new(
    "Rekap banyak orang paling lama satu bulan.",
    "A recap of many people is of a month at most.",
);

pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(period): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["of", "person_id", "unit_id", "format", "explained"])?;
    let days = parse_period(&period).ok_or_else(|| Fault::new("", "not_a_period", NO_PERIOD))?;
    let whom = Whom::by_day(&app, &params, &caller, days).await?;
    if !matches!(whom, Whom::One(_)) && n_days(days) > ALL_MAX_DAYS {
        return Err(Fault::new("", "too_long", TOO_LONG).into());
    }
    let is_explained = match params.get("explained") {
        // Why stands in three quarters of the bytes, and nobody reads it of a thousand people.
        None => matches!(whom, Whom::One(_)),
        Some("true") => true,
        Some("false") => false,
        Some(_) => return Err(Fault::new("?explained", "unknown_choice", NO_CHOICE).into()),
    };
    let format = Format::of(&params)?;
    let name = format!("rekap-{period}");
    let recap = Recap {
        lang,
        is_explained,
        period,
        sheet: format.sheet("Rekap")?,
        n_people: 0,
        totals: Totals::default(),
    };
    report::answer(app, &caller, (whom, days), recap, (format, &name)).await
}

/// A recap in the making.
struct Recap {
    lang: Lang,
    /// Whether it says why.
    is_explained: bool,
    period: String,
    /// `None` for JSON.
    sheet: Option<Sheet>,
    n_people: usize,
    totals: Totals,
}

impl Report for Recap {
    fn open(&mut self, to: &mut Vec<u8>) -> io::Result<()> {
        if let Some(sheet) = &mut self.sheet {
            to.extend(sheet.open());
            to.extend(sheet.rows(&[words::header(self.lang)])?);
        } else {
            // A period is digits and hyphens.
            let period = &self.period;
            to.extend_from_slice(format!("{{\"period\":\"{period}\",\"people\":[").as_bytes());
        }
        Ok(())
    }

    fn person(&mut self, who: &Person, days: &[DutyDay], to: &mut Vec<u8>) -> io::Result<()> {
        let totals = Totals::of(days);
        self.totals = self.totals.plus(totals);
        if let Some(sheet) = &mut self.sheet {
            to.extend(sheet.rows(&words::person(who, days, &totals, self.lang))?);
        } else {
            if self.n_people > 0 {
                to.push(b',');
            }
            let lang = self.is_explained.then_some(self.lang);
            serde_json::to_writer(to, &PersonView::of(who, days, totals, lang))?;
        }
        self.n_people += 1;
        Ok(())
    }

    fn close(self, to: &mut Vec<u8>) -> io::Result<()> {
        if let Some(mut sheet) = self.sheet {
            to.extend(sheet.rows(&[words::all(&self.totals, self.lang)])?);
            to.extend(sheet.close()?);
        } else {
            let n_people = self.n_people;
            to.extend_from_slice(format!("],\"n_people\":{n_people},\"totals\":").as_bytes());
            serde_json::to_writer(&mut *to, &self.totals)?;
            to.push(b'}');
        }
        Ok(())
    }
}

/// A person in a recap.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RecapPerson))]
pub(crate) struct PersonView {
    person_id: PersonId,
    /// `null` of whom `people` has not told yet.
    name: Option<String>,
    totals: Totals,
    /// Each day; those after the person's last one are `unjudged`, as in months. Of a unit, and of
    /// those under a head, only the days on which the person belonged there.
    days: Vec<DutyView>,
}

impl PersonView {
    /// Without a language it does not say why.
    fn of(person: &Person, days: &[DutyDay], totals: Totals, lang: Option<Lang>) -> Self {
        let view = |day| match lang {
            Some(lang) => DutyView::of(day, lang),
            None => DutyView::without_explanations(day),
        };
        Self {
            person_id: person.id,
            name: person.name.clone(),
            totals,
            days: days.iter().map(view).collect(),
        }
    }
}

/// A recap on the wire; the totals come last, and one that ends without them is not whole.
#[cfg(not(target_family = "wasm"))]
#[derive(utoipa::ToSchema)]
#[schema(as = Recap)]
#[expect(
    dead_code,
    reason = "it is written piece by piece; this only describes it"
)]
pub(crate) struct RecapView {
    /// As it was asked for.
    period: String,
    /// By their ids.
    people: Vec<PersonView>,
    n_people: usize,
    totals: Totals,
}
