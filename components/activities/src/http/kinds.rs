//! The problems that only this function answers.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

/// Another clock of the person's runs.
pub const ALREADY_RUNNING: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "already_running",
    title: Text::new(
        "Kegiatan lain sedang berjalan",
        "Another activity is running",
    ),
    detail: Text::new(
        "Jeda atau selesaikan kegiatan itu dahulu.",
        "Pause or finish that one first.",
    ),
};
/// The state does not allow it.
pub const NOT_NOW: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "act_not_now",
    title: Text::new(
        "Tidak dapat dilakukan dalam keadaan ini",
        "This cannot be done in this state",
    ),
    detail: Text::new(
        "Muat ulang kegiatan itu; isian may menyebut yang dapat dilakukan.",
        "Load the activity again; its field may tells what can be done.",
    ),
};
/// A clock goes on only on the day on which it was started.
pub const OTHER_DAY: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "other_day",
    title: Text::new(
        "Kegiatan ini dari hari lain",
        "This activity is of another day",
    ),
    detail: Text::new(
        "Selesaikan kegiatan itu, lalu mulai yang baru untuk hari ini.",
        "Finish it, then start another one for today.",
    ),
};
/// The period of the day is locked.
pub const PERIOD_LOCKED: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "period_locked",
    title: Text::new("Periode ini sudah terkunci", "This period is locked"),
    detail: Text::new(
        "Minta bagian kepegawaian membukanya kembali, dengan alasan.",
        "Ask personnel to open it again, with a reason.",
    ),
};
/// The day would come to more than 24 hours.
pub const DAY_TOO_LONG: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "day_too_long",
    title: Text::new(
        "Kegiatan hari itu berjumlah lebih dari 24 jam",
        "The activities of that day come to more than 24 hours",
    ),
    detail: Text::new(
        "Periksa lama kegiatan pada hari itu.",
        "Check how long the activities of that day are.",
    ),
};
/// The day has as many activities as a day may have.
pub const DAY_IS_FULL: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "day_is_full",
    title: Text::new(
        "Terlalu banyak kegiatan pada hari itu",
        "Too many activities on that day",
    ),
    detail: Text::new(
        "Gabungkan beberapa kegiatan; paling banyak seratus sehari.",
        "Put some of them together; a day has a hundred at most.",
    ),
};
/// Nobody says of themself that it is fine.
pub const OWN_ACTIVITY: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "own_activity",
    title: Text::new(
        "Kegiatan sendiri diperiksa orang lain",
        "Somebody else looks at one's own activity",
    ),
    detail: Text::new(
        "Atasan atau yang mewakilinya yang memeriksa.",
        "A superior does, or who acts for them.",
    ),
};
/// They do not lead a unit above the person.
pub const NOT_ABOVE: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "not_above",
    title: Text::new(
        "Anda bukan atasan pegawai ini",
        "You do not lead this person's unit",
    ),
    detail: Text::new(
        "Kepala unit atau yang mewakilinya yang memeriksa.",
        "The head of the unit looks at it, or who acts for them.",
    ),
};
/// The person has as many templates as one may have.
pub const TOO_MANY_TEMPLATES: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "too_many_templates",
    title: Text::new("Templat terlalu banyak", "Too many templates"),
    detail: Text::new(
        "Hapus yang tidak dipakai lagi; paling banyak lima puluh.",
        "Take back what is not used any more; fifty is the most.",
    ),
};
/// Another rule of periods begins on that day.
pub const BEGINS_TWICE: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "rule_begins_twice",
    title: Text::new(
        "Sudah ada aturan yang mulai pada hari itu",
        "Another rule begins on that day",
    ),
    detail: Text::new(
        "Ubah aturan itu, atau pilih hari lain.",
        "Change that one, or choose another day.",
    ),
};
/// There are as many rules of this kind as may hold at once.
pub const TOO_MANY_RULES: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "too_many_rules",
    title: Text::new("Aturan terlalu banyak", "Too many rules"),
    detail: Text::new(
        "Hapus yang tidak berlaku lagi dahulu.",
        "Take back those that hold no more first.",
    ),
};
