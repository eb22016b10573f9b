//! Why a week comes to what it does.

use ngantor_core::lang::Text;

use super::words::Word;
use super::{Explains, Reason};

const QUOTA: Text = Text::new(
    "Jadwal meminta {minutes} kerja minggu ini, pada {n} hari kerja; hari libur, cuti, dan \
     perjalanan dinas tidak dihitung.",
    "The schedule asks for {minutes} of work this week, on {n} days; free days, leave and duty \
     travel are left out.",
);
const SET_OFF: Text = Text::new(
    "Kekurangan {minutes} ditutup oleh kelebihan pada hari lain minggu ini, menurut jadwal.",
    "{minutes} that were short are set off by more work on other days of this week, by the \
     schedule.",
);

impl Reason {
    pub(in crate::domain) fn quota(quota_min: i64, n_days: usize) -> Self {
        Self::new(Explains::Quota, QUOTA)
            .with("minutes", Word::Minutes(quota_min))
            .with("n", Word::Plain(n_days.to_string()))
    }

    pub(in crate::domain) fn set_off(minutes: i64) -> Self {
        Self::new(Explains::SetOff, SET_OFF).with("minutes", Word::Minutes(minutes))
    }
}
