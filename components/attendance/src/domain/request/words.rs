//! The words of a request: its kind, its state, and as what somebody decided.

use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RequestKind))]
pub enum Kind {
    /// Leave (cuti).
    Leave,
    /// Another punch than the one that is there, or one more, or one less.
    Correction,
    /// Work at another place or time (PermenPANRB 4/2025).
    FlexibleWork,
    /// Duty travel (perjalanan dinas).
    DutyTravel,
}

impl Kind {
    const ALL: [Self; 4] = [
        Self::Leave,
        Self::Correction,
        Self::FlexibleWork,
        Self::DutyTravel,
    ];

    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Correction => "correction",
            Self::FlexibleWork => "flexible_work",
            Self::DutyTravel => "duty_travel",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RequestState))]
pub enum State {
    /// Nobody decided yet.
    Asked,
    /// It holds.
    Approved,
    /// It does not.
    Declined,
    /// The person took it back.
    Withdrawn,
    /// It was approved, and taken back by somebody who may decide.
    Revoked,
}

impl State {
    const ALL: [Self; 5] = [
        Self::Asked,
        Self::Approved,
        Self::Declined,
        Self::Withdrawn,
        Self::Revoked,
    ];

    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == word)
    }
}

/// As what somebody decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum DecidedAs {
    /// The head of the person's unit, or of the nearest one above that has a head.
    Head,
    /// Who acts for that head (Plt. or Plh.).
    ActingHead,
    /// Somebody further above, because the nearest is away or did not answer in time.
    Above,
    /// Personnel, because nobody else is there.
    Personnel,
}

impl DecidedAs {
    const ALL: [Self; 4] = [Self::Head, Self::ActingHead, Self::Above, Self::Personnel];

    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::ActingHead => "acting_head",
            Self::Above => "above",
            Self::Personnel => "personnel",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|found| found.name() == word)
    }
}
