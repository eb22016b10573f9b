//! The problems of offices, units and dated relations.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_db::DbError;
use ngantor_http::{Kind, Problem, kind};

/// Another relation holds the same place on some of the days.
pub const RELATION_OVERLAPS: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "relation_overlaps",
    title: Text::new(
        "Sudah ada yang berlaku pada hari-hari itu",
        "Another one holds on some of these days",
    ),
    detail: Text::new(
        "Akhiri yang lama sehari sebelum yang baru mulai.",
        "End the old one on the day before the new one starts.",
    ),
};
/// The unit is not there on some of the days.
pub const UNIT_NOT_OPEN: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "unit_not_open",
    title: Text::new(
        "Unit itu tidak ada pada sebagian hari itu",
        "The unit is not there on some of these days",
    ),
    detail: Text::new(
        "Periksa sejak kapan dan sampai kapan unit itu ada.",
        "Check from when and until when the unit is there.",
    ),
};
/// Members and heads are a unit's, participants and leaders a team's.
pub const UNIT_OF_OTHER_KIND: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "unit_of_other_kind",
    title: Text::new(
        "Hubungan ini bukan untuk unit semacam itu",
        "Not a relation for a unit of this kind",
    ),
    detail: Text::new(
        "Unit beranggota dan berkepala; tim berpeserta dan berketua.",
        "Units have members and heads; teams have participants and leaders.",
    ),
};
/// The unit would stand under itself.
pub const UNIT_CYCLE: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "unit_cycle",
    title: Text::new(
        "Unit itu akan berada di bawah dirinya sendiri",
        "The unit would stand under itself",
    ),
    detail: Text::new(
        "Pilih unit induk yang tidak berada di bawahnya.",
        "Choose a unit above it that does not stand under it.",
    ),
};
/// The unit above is not there on some of the days, or is a team.
pub const PARENT_NOT_OPEN: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "parent_not_open",
    title: Text::new(
        "Unit induk tidak ada pada sebagian hari itu",
        "The unit above is not there on some of these days",
    ),
    detail: Text::new(
        "Pilih unit induk yang ada selama unit ini ada.",
        "Choose one that is there as long as this unit is.",
    ),
};
/// Others need the unit on days on which it would not be there.
pub const UNIT_IN_USE: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "unit_in_use",
    title: Text::new(
        "Unit itu masih dipakai pada hari-hari itu",
        "The unit is still in use on these days",
    ),
    detail: Text::new(
        "Pindahkan dahulu anggota, kepala dan unit di bawahnya.",
        "Move its members, heads and the units under it first.",
    ),
};

const CODE_TAKEN: Text = Text::new(
    "Unit lain memakai kode ini pada sebagian hari itu.",
    "Another unit has this code on some of these days.",
);
const NO_SUCH_PERSON: Text = Text::new("Tidak ada orang ini.", "There is no such person.");
const NO_SUCH_OFFICE: Text = Text::new("Tidak ada kantor ini.", "There is no such office.");
const PERSON_GONE: Text = Text::new(
    "Orang ini sudah tidak bekerja di sini pada hari-hari itu.",
    "This person does not work here any more on these days.",
);
const SAME_DAY: Text = Text::new(
    "Unit itu sudah punya keadaan yang mulai pada hari ini.",
    "The unit has a state already that starts on this day.",
);

/// What the database says of offices, units and relations that do not fit.
pub(in crate::http) fn refused(error: DbError) -> Problem {
    match &error {
        DbError::Refused(words) if words == "no_such_person" => {
            Fault::new("/person_id", "no_such_person", NO_SUCH_PERSON).into()
        }
        DbError::Refused(words) if words == "no_such_office" => {
            Fault::new("/office_id", "no_such_office", NO_SUCH_OFFICE).into()
        }
        DbError::Refused(words) if words == "person_gone" => {
            Fault::new("/ends_on", "person_gone", PERSON_GONE).into()
        }
        DbError::Refused(words) if words == "unit_code_taken" => {
            Fault::new("/code", "taken", CODE_TAKEN).into()
        }
        DbError::Refused(words) => match ALL.iter().find(|kind| kind.code == words) {
            Some(kind) => (*kind).into(),
            None => error.into(),
        },
        DbError::Unique(columns) if columns == "unit_state.unit_id, unit_state.starts_on" => {
            Fault::new("/starts_on", "taken", SAME_DAY).into()
        }
        DbError::Unique(_) => kind::ID_REUSED.into(),
        _ => error.into(),
    }
}

/// Every kind of this module.
pub const ALL: &[Kind] = &[
    RELATION_OVERLAPS,
    UNIT_NOT_OPEN,
    UNIT_OF_OTHER_KIND,
    UNIT_CYCLE,
    PARENT_NOT_OPEN,
    UNIT_IN_USE,
];
