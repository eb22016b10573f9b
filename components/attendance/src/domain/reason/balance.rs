//! How a year's days of leave were reckoned, figure by figure.

use ngantor_core::lang::Text;
use serde::Serialize;

use super::Reason;
use super::words::Word;
use crate::domain::leave::Days;
use crate::domain::leave::balance::Balance;
use crate::domain::rule::What;

const ENTITLED: Text = Text::new(
    "{name} ({source}) memberi {days} setahun.",
    "{name} ({source}) gives {days} a year.",
);
const NOT_COUNTED: Text = Text::new(
    "{name} ({source}) tidak dikurangkan dari hak tahunan.",
    "{name} ({source}) is not taken from any yearly days.",
);
const SERVICE: Text = Text::new(
    "{name} mensyaratkan masa kerja {n} bulan; yang memutuskan yang memeriksanya.",
    "{name} asks for {n} months of service; who decides has to look.",
);
const CARRIED: Text = Text::new(
    "{days} dibawa dari {year}, sehingga seluruhnya paling banyak {most}.",
    "{days} carried over from {year}, so that all together are at most {most}.",
);
const NOT_KNOWN: Text = Text::new(
    "Tidak ada yang dibawa dari {year}: tahun itu tidak tercatat di sini sejak Januari. \
     Kepegawaian dapat menambahkannya.",
    "Nothing is carried over from {year}: that year is not recorded here from January on. \
     Personnel can add it.",
);
const CREDITED: Text = Text::new(
    "{days} ditambahkan karena bekerja pada cuti bersama: {list}.",
    "{days} added for work on cuti bersama: {list}.",
);
const ADJUSTED: Text = Text::new(
    "{days} menurut kepegawaian: {name} ({source}).",
    "{days} by personnel: {name} ({source}).",
);
const USED: Text = Text::new(
    "{days} disetujui, tanpa hari libur dan hari bebas di antaranya.",
    "{days} approved, without the free days between them.",
);
const USED_WHOLE: Text = Text::new(
    "{days} disetujui; setiap hari dihitung.",
    "{days} approved; every day counts.",
);
const ASKED: Text = Text::new(
    "{days} diajukan dan belum diputuskan.",
    "{days} asked for and not decided.",
);
const LEFT: Text = Text::new(
    "Sisa {days}: hak, yang dibawa, dan yang ditambahkan, dikurangi yang disetujui dan yang \
     diajukan.",
    "{days} left: what the year gives, what was carried over and added, without what is approved \
     and asked for.",
);

/// Which figure of a balance is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = BalanceFigure))]
pub enum Figure {
    /// What the year gives.
    Entitled,
    /// What was not used in the year before.
    Carried,
    /// Cuti bersama that was worked.
    Credited,
    /// What personnel added or took.
    Adjusted,
    /// What was approved.
    Used,
    /// What is asked for.
    Asked,
    /// What is left.
    Left,
}

/// Why each figure is what it is; one that is nothing is left out, but for what is left.
pub fn explained(balance: &Balance<'_>) -> Vec<(Figure, Reason)> {
    let mut said = given(balance);
    let days = i64::try_from(balance.credited.len()).unwrap_or(0);
    if days > 0 {
        let list = balance.credited.iter().map(|day| Word::Day(*day)).collect();
        let reason = of_days(CREDITED, Days::whole(days)).with("list", Word::List(list));
        said.push((Figure::Credited, reason));
    }
    for (rule, days) in &balance.adjusted {
        said.push((Figure::Adjusted, of_days(ADJUSTED, *days).of_rule(rule)));
    }
    let is_counted = balance.entitled.is_some();
    let used = if is_counted { USED } else { USED_WHOLE };
    for (figure, text, days) in [
        (Figure::Used, used, balance.used),
        (Figure::Asked, ASKED, balance.asked),
    ] {
        if days != Days::default() {
            said.push((figure, of_days(text, days)));
        }
    }
    if let Some(left) = balance.left() {
        said.push((Figure::Left, of_days(LEFT, left)));
    }
    said
}

fn given(balance: &Balance<'_>) -> Vec<(Figure, Reason)> {
    let mut said = Vec::new();
    let entitled = match balance.entitled {
        Some(days) => of_days(ENTITLED, days),
        None => Reason::status(NOT_COUNTED),
    };
    said.push((Figure::Entitled, entitled.of_rule(balance.rule)));
    let What::LeaveType(terms) = &balance.rule.what else {
        return said;
    };
    if let Some(months) = terms.service_months {
        let reason = Reason::status(SERVICE).of_rule(balance.rule);
        let reason = reason.with("n", Word::Plain(months.to_string()));
        said.push((Figure::Entitled, reason));
    }
    let before = Word::Plain((balance.year - 1).to_string());
    if let Some(most) = terms.carried_to_days.filter(|_| balance.entitled.is_some()) {
        let reason = if balance.is_before_known {
            let most = Word::Days(Days::whole(most.into()));
            of_days(CARRIED, balance.carried).with("most", most)
        } else {
            Reason::status(NOT_KNOWN)
        };
        said.push((Figure::Carried, reason.with("year", before)));
    }
    said
}

fn of_days(text: Text, days: Days) -> Reason {
    Reason::status(text).with("days", Word::Days(days))
}
