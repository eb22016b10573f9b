//! Offices, units and dated relations: what each may be by itself. What must hold between them,
//! such as that no unit stands under itself, the database keeps (`migrations/0005`).

use ngantor_core::id::{OfficeId, PersonId, RelationId, UnitId, UnitStateId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults, REQUIRED};
use ngantor_core::region::Region;
use ngantor_core::text;
use ngantor_core::time::{Day, Zone};
use serde::{Deserialize, Serialize};

use ngantor_directory::decider::Style;

/// The most characters of the name of an office or a unit, or of a position.
pub const TITLE_MAX_CHARS: usize = 200;
/// The most characters of an office's address.
pub const ADDRESS_MAX_CHARS: usize = 500;
/// The most characters of what a level of units is called.
pub const LEVEL_MAX_CHARS: usize = 60;
/// The most characters of a unit's code.
pub const CODE_MAX_CHARS: usize = 40;
/// The most characters that name a decree.
pub const BASIS_MAX_CHARS: usize = 200;

const NOT_BETWEEN: Text = Text::new(
    "Paling besar {limit} derajat ke dua arah.",
    "At most {limit} degrees either way.",
);
const BOTH_OR_NONE: Text = Text::new(
    "Isi lintang dan bujur, atau tidak keduanya.",
    "Fill in latitude and longitude, or neither.",
);
const NOT_FOR_KIND: Text = Text::new(
    "Tidak berlaku untuk jenis hubungan ini.",
    "Not for a relation of this kind.",
);
const ENDS_BEFORE_START: Text = Text::new(
    "Hari terakhir mendahului hari pertama.",
    "The last day is before the first.",
);
const ONESELF: Text = Text::new(
    "Seseorang tidak menilai dirinya sendiri.",
    "Nobody appraises themself.",
);

/// A place where people work.
#[derive(Clone, Debug, PartialEq)]
pub struct Office {
    /// Opaque.
    pub id: OfficeId,
    /// Its name.
    pub name: String,
    /// Where letters reach it.
    pub address: String,
    /// The zone in which its days begin and end.
    pub zone: Zone,
    /// Latitude and longitude, in degrees (WGS 84).
    pub position: Option<(f64, f64)>,
    /// In which province, regency or district it lies.
    pub region: Option<Region>,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: String,
}

/// Whether people belong to it, or work in it beside their unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum UnitKind {
    /// A part of the institution; it has members and a head.
    Unit,
    /// A team across units; it has participants and a leader.
    Team,
}

impl UnitKind {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Team => "team",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Unit, Self::Team]
            .into_iter()
            .find(|kind| kind.name() == word)
    }
}

/// What a unit is from a day on, until its next state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitState {
    /// Opaque.
    pub id: UnitStateId,
    /// Of which unit.
    pub unit_id: UnitId,
    /// From this day on.
    pub starts_on: Day,
    /// A unit or a team.
    pub kind: UnitKind,
    /// By which files and letters name it; no other unit has it on the same day.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// What units of its level are called, such as `Kedeputian`.
    pub level: Option<String>,
    /// The unit above it.
    pub parent_id: Option<UnitId>,
    /// Where it sits.
    pub office_id: Option<OfficeId>,
    /// From this day on there is no such unit.
    pub is_closed: bool,
    /// The decree.
    pub basis: Option<String>,
    /// It was entered by mistake and does not count.
    pub is_withdrawn: bool,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: String,
}

/// The kinds of dated relations, kept apart because they part in practice: a planner may belong
/// to one unit, work in another one's team and be appraised by a third person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum RelationKind {
    /// The person belongs to the unit: one unit a day.
    Member,
    /// The person works in the team.
    Participant,
    /// The person heads the unit: one head a day.
    Head,
    /// The person acts for the head of the unit (Plt., Plh.): one a day.
    ActingHead,
    /// The person leads the team: one leader a day.
    TeamLead,
    /// The person appraises another (pejabat penilai kinerja): one appraiser a day.
    Appraiser,
}

impl RelationKind {
    const ALL: [Self; 6] = [
        Self::Member,
        Self::Participant,
        Self::Head,
        Self::ActingHead,
        Self::TeamLead,
        Self::Appraiser,
    ];

    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Participant => "participant",
            Self::Head => "head",
            Self::ActingHead => "acting_head",
            Self::TeamLead => "team_lead",
            Self::Appraiser => "appraiser",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// What a person is, from a day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Opaque.
    pub id: RelationId,
    /// What the person is.
    pub kind: RelationKind,
    /// Who.
    pub person_id: PersonId,
    /// In which unit or team; none for an appraiser.
    pub unit_id: Option<UnitId>,
    /// Whom an appraiser appraises.
    pub appraised_id: Option<PersonId>,
    /// What a member is in the unit (jabatan).
    pub position: Option<String>,
    /// Where a member sits, when it is not where the unit does.
    pub office_id: Option<OfficeId>,
    /// How an acting head acts.
    pub style: Option<Style>,
    /// The first day.
    pub starts_on: Day,
    /// The last day; until further notice without one.
    pub ends_on: Option<Day>,
    /// The decree.
    pub basis: Option<String>,
    /// It was entered by mistake and does not count.
    pub is_withdrawn: bool,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: String,
}

impl Relation {
    /// Whether it relates the same: these never change, as what came of them would.
    pub fn is_between_the_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.person_id == other.person_id
            && self.unit_id == other.unit_id
            && self.appraised_id == other.appraised_id
    }

    /// Whether what is filled in goes with the kind and the days follow each other.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        use RelationKind::{ActingHead, Appraiser, Member};
        let mut faults = Faults::default();
        let kind = self.kind;
        faults.take(fits("/unit_id", self.unit_id.is_some(), kind != Appraiser));
        let appraises = self.appraised_id.is_some();
        faults.take(fits("/appraised_id", appraises, kind == Appraiser));
        faults.take(fits("/style", self.style.is_some(), kind == ActingHead));
        if kind != Member {
            faults.take(fits("/position", self.position.is_some(), false));
            faults.take(fits("/office_id", self.office_id.is_some(), false));
        }
        if self.ends_on.is_some_and(|ends_on| ends_on < self.starts_on) {
            let code = "ends_before_start";
            faults.take::<()>(Err(Fault::new("/ends_on", code, ENDS_BEFORE_START)));
        }
        if self.appraised_id == Some(self.person_id) {
            faults.take::<()>(Err(Fault::new("/appraised_id", "oneself", ONESELF)));
        }
        faults.finish(Some(()))
    }
}

/// Whether a field is filled in exactly when it should be.
fn fits(pointer: &str, is_there: bool, is_wanted: bool) -> Result<(), Fault> {
    match (is_there, is_wanted) {
        (true, false) => Err(Fault::new(pointer, "not_for_kind", NOT_FOR_KIND)),
        (false, true) => Err(Fault::new(pointer, "required", REQUIRED)),
        _ => Ok(()),
    }
}

/// Checks the name of an office or a unit.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_title(name: &str, pointer: &str) -> Result<String, Fault> {
    text::line(name, TITLE_MAX_CHARS).map_err(|fault| Fault::of_text(pointer, fault))
}

/// Checks where letters reach an office.
///
/// # Errors
/// The fault, at the pointer.
pub fn check_address(address: &str, pointer: &str) -> Result<String, Fault> {
    text::lines(address, ADDRESS_MAX_CHARS).map_err(|fault| Fault::of_text(pointer, fault))
}

/// Checks a position in degrees.
///
/// # Errors
/// The fault, at `/latitude` or `/longitude`.
pub fn check_position(
    latitude: Option<f64>,
    longitude: Option<f64>,
) -> Result<Option<(f64, f64)>, Fault> {
    let within = |pointer, degrees: f64, limit: i32| {
        let is_within = degrees.abs() <= f64::from(limit);
        let fault = || Fault::beyond(pointer, "out_of_range", NOT_BETWEEN, limit);
        is_within.then_some(degrees).ok_or_else(fault)
    };
    match (latitude, longitude) {
        (None, None) => Ok(None),
        (Some(latitude), Some(longitude)) => Ok(Some((
            within("/latitude", latitude, 90)?,
            within("/longitude", longitude, 180)?,
        ))),
        (Some(_), None) => Err(Fault::new("/longitude", "required", BOTH_OR_NONE)),
        (None, Some(_)) => Err(Fault::new("/latitude", "required", BOTH_OR_NONE)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(kind: RelationKind) -> Relation {
        let id = |n: u8| format!("0193a5b0-7c1e-7000-8000-0000000000{n:02x}");
        let is_appraiser = kind == RelationKind::Appraiser;
        Relation {
            id: id(1).parse().unwrap(),
            kind,
            person_id: id(2).parse().unwrap(),
            unit_id: (!is_appraiser).then(|| id(3).parse().unwrap()),
            appraised_id: is_appraiser.then(|| id(4).parse().unwrap()),
            position: None,
            office_id: None,
            style: (kind == RelationKind::ActingHead).then_some(Style::Plh),
            starts_on: day("2026-01-01"),
            ends_on: None,
            basis: None,
            is_withdrawn: false,
            version: 1,
            changed_by: "test".to_owned(),
        }
    }

    fn day(text: &str) -> Day {
        Day(ngantor_core::time::parse_day(text).unwrap())
    }

    fn told(relation: &Relation) -> Vec<(String, &'static str)> {
        let faults = relation.check().err().unwrap_or_default();
        faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect()
    }

    #[test]
    fn what_goes_with_a_kind_is_filled_in_and_nothing_else() {
        for kind in RelationKind::ALL {
            let good = relation(kind);
            assert_eq!(told(&good), [], "{kind:?}");
            let mut none = good.clone();
            (none.unit_id, none.appraised_id, none.style) = (None, None, None);
            assert!(!told(&none).is_empty(), "{kind:?}");
            let mut every = good;
            every.unit_id = relation(RelationKind::Head).unit_id;
            every.appraised_id = relation(RelationKind::Appraiser).appraised_id;
            (every.style, every.position) = (Some(Style::Plt), Some("Perencana".to_owned()));
            assert!(!told(&every).is_empty(), "{kind:?}");
        }
    }

    #[test]
    fn the_last_day_is_not_before_the_first_and_nobody_appraises_themself() {
        let mut head = relation(RelationKind::Head);
        head.ends_on = Some(day("2026-01-01"));
        assert_eq!(told(&head), []);
        head.ends_on = Some(day("2025-12-31"));
        assert_eq!(told(&head), [("/ends_on".to_owned(), "ends_before_start")]);
        let mut own = relation(RelationKind::Appraiser);
        own.appraised_id = Some(own.person_id);
        assert_eq!(told(&own), [("/appraised_id".to_owned(), "oneself")]);
    }

    #[test]
    fn a_position_is_whole_and_on_earth() {
        let told = |latitude, longitude| {
            check_position(latitude, longitude).map_err(|fault| fault.pointer)
        };
        assert_eq!(told(None, None), Ok(None));
        assert_eq!(told(Some(-6.2), Some(106.8)), Ok(Some((-6.2, 106.8))));
        for (latitude, longitude, pointer) in [
            (Some(90.1), Some(0.0), "/latitude"),
            (Some(f64::NAN), Some(0.0), "/latitude"),
            (Some(0.0), Some(-180.1), "/longitude"),
            (Some(0.0), None, "/longitude"),
            (None, Some(0.0), "/latitude"),
        ] {
            assert_eq!(told(latitude, longitude), Err(pointer.to_owned()));
        }
    }
}
