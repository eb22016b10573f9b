//! The problems that only this function answers.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $status:ident $code:literal
        { $title_id:literal, $title_en:literal, $detail_id:literal, $detail_en:literal })*) => {
        $($(#[$doc])* pub const $name: Kind = Kind {
            status: StatusCode::$status,
            code: $code,
            title: Text::new($title_id, $title_en),
            detail: Text::new($detail_id, $detail_en),
        };)*

        /// Those that the database answers by their code.
        pub(super) const ALL: &[Kind] = &[$($name),*];
    };
}

kinds! {
    /// The caller leads no unit and no team.
    LEADS_NOTHING = FORBIDDEN "leads_nothing" {
        "Penugasan diberikan oleh pimpinan", "Work is given by who leads",
        "Hanya kepala unit, pelaksananya, dan ketua tim yang memberi penugasan.",
        "Only heads, who acts for them, and leaders of teams give work."
    }
    /// The act is somebody else's.
    NOT_YOURS = FORBIDDEN "not_yours" {
        "Tindakan ini milik orang lain", "Somebody else does this",
        "Penugasan itu menyebut apa yang boleh Anda lakukan.",
        "The assignment tells what you may do."
    }
    /// Nobody reviews their own part.
    OWN_PART = FORBIDDEN "own_part" {
        "Pekerjaan sendiri dinilai orang lain", "Somebody else reviews one's own work",
        "Pemberi tugas atau yang mewakilinya yang memutuskan.",
        "Who gave it decides, or who acts for them."
    }
    /// It does not go with the state.
    NOT_NOW = CONFLICT "not_now" {
        "Tidak cocok dengan keadaan sekarang", "It does not go with the state",
        "Muat ulang untuk melihat keadaan penugasan ini.",
        "Load it again to see how far it is."
    }
    /// What it belongs to is done or cancelled.
    PARENT_CLOSED = CONFLICT "parent_closed" {
        "Penugasan induk sudah ditutup", "What it belongs to is closed",
        "Berikan penugasan ini tanpa induk, atau di bawah induk lain.",
        "Give it without a parent, or under another."
    }
    /// Work that belongs to it is open.
    CHILD_OPEN = CONFLICT "child_open" {
        "Masih ada penugasan turunan yang terbuka", "Work that belongs to it is open",
        "Selesaikan atau batalkan penugasan turunannya dahulu.",
        "Complete or cancel that first."
    }
    /// It is done or cancelled.
    ASSIGNMENT_CLOSED = CONFLICT "assignment_closed" {
        "Penugasan ini sudah ditutup", "This assignment is closed",
        "Berikan penugasan baru.", "Give a new one."
    }
    /// The person has a part of it.
    ALREADY_ASKED = CONFLICT "already_asked" {
        "Orang ini sudah mendapat bagian", "This person has a part already",
        "Muat ulang untuk melihat bagian masing-masing.", "Load it again to see everybody's part."
    }
    /// Too many parts.
    TOO_MANY_PARTS = CONFLICT "too_many_parts" {
        "Terlalu banyak orang dalam satu penugasan", "Too many people for one assignment",
        "Bagi pekerjaan ini menjadi beberapa penugasan.", "Make several assignments of it."
    }
    /// Too many children.
    TOO_MANY_CHILDREN = CONFLICT "too_many_children" {
        "Terlalu banyak penugasan turunan", "Too many assignments belong to it",
        "Bagi pekerjaan ini menjadi beberapa penugasan.", "Make several assignments of it."
    }
    /// Too deep.
    CHAIN_TOO_LONG = CONFLICT "chain_too_long" {
        "Rantai disposisi terlalu panjang", "The chain of assignments is too long",
        "Berikan penugasan baru tanpa induk.", "Give a new one without a parent."
    }
    /// Too many of one kind were added.
    TOO_MANY_ADDITIONS = CONFLICT "too_many_additions" {
        "Sudah terlalu banyak", "There are too many already",
        "Berikan penugasan baru untuk kelanjutannya.", "Give a new assignment for what follows."
    }
    /// Too many tags, watchers, needs or links.
    TOO_MANY_TIES = CONFLICT "too_many_ties" {
        "Sudah terlalu banyak", "There are too many of these already",
        "Pakai yang sudah ada, atau berikan penugasan lain.",
        "Use one that is there, or give another assignment."
    }
    /// Too many saved filters.
    TOO_MANY_FILTERS = CONFLICT "too_many_filters" {
        "Terlalu banyak saringan tersimpan", "Too many saved filters",
        "Hapus salah satu yang tidak dipakai lagi.", "Remove one that is not used any more."
    }
    /// Too many subscriptions.
    TOO_MANY_SUBSCRIPTIONS = CONFLICT "too_many_subscriptions" {
        "Terlalu banyak langganan", "Too many subscriptions",
        "Cabut salah satu yang tidak dipakai lagi.", "Revoke one that is not used any more."
    }
    /// The session was put out.
    SESSION_OVER = UNAUTHORIZED "session_over" {
        "Sesi ini sudah berakhir", "This session is over",
        "Masuk lagi.", "Sign in again."
    }
    /// It would wait for itself.
    CIRCLE = CONFLICT "circle" {
        "Penugasan akan saling menunggu", "They would wait for each other",
        "Hapus prasyarat yang membentuk lingkaran.", "Remove what makes the circle."
    }
    /// What it needs is not done.
    NEEDS_OPEN = CONFLICT "needs_open" {
        "Prasyaratnya belum selesai", "What it needs is not done",
        "Tunggu sampai prasyaratnya selesai.", "Wait until that is completed."
    }
}
