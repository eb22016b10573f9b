//! The problems that only this function answers.

pub mod imports;

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_db::DbError;
use ngantor_http::{Kind, Problem, kind};

/// The word of the set-up link is not the right one.
pub const WRONG_LINK: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "wrong_setup_link",
    title: Text::new(
        "Tautan penyiapan tidak berlaku",
        "The set-up link is not valid",
    ),
    detail: Text::new(
        "Pakai tautan yang dicetak saat server dijalankan.",
        "Use the link that was printed when the server started.",
    ),
};
/// There is an institution already.
pub const SET_UP_ALREADY: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "set_up_already",
    title: Text::new(
        "Kantor ini sudah disiapkan",
        "This office is set up already",
    ),
    detail: Text::new("Masuk dengan akun Anda.", "Sign in with your account."),
};
/// The name or the password is wrong; which one is not told.
pub const WRONG_PASSWORD: Kind = Kind {
    status: StatusCode::UNAUTHORIZED,
    code: "wrong_password",
    title: Text::new(
        "Nama pengguna atau kata sandi salah",
        "Wrong username or password",
    ),
    detail: Text::new(
        "Periksa ejaannya, lalu coba lagi.",
        "Check the spelling, then try again.",
    ),
};
/// The password is right, but somebody else set it.
pub const PASSWORD_MUST_CHANGE: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "password_must_change",
    title: Text::new(
        "Kata sandi ini harus diganti",
        "This password must be changed",
    ),
    detail: Text::new(
        "Kata sandi ini dibuat orang lain. Masuklah dengan kata sandi baru pilihan Anda.",
        "Somebody else made this password. Sign in with a new one of your own.",
    ),
};
/// The link is unknown, was used, was replaced or is too old; which is not told.
pub const PASSWORD_LINK_OVER: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "password_link_over",
    title: Text::new(
        "Tautan ini tidak berlaku lagi",
        "This link is not valid any more",
    ),
    detail: Text::new(
        "Minta tautan baru kepada bagian kepegawaian.",
        "Ask your personnel office for a new one.",
    ),
};
/// What helps others must not be a way round what one has to prove oneself.
pub const NOT_FOR_ONESELF: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "not_for_oneself",
    title: Text::new(
        "Ini tidak untuk akun sendiri",
        "This is not for your own account",
    ),
    detail: Text::new(
        "Pakai halaman akun Anda, atau minta rekan yang berwenang.",
        "Use the page of your account, or ask a colleague who may.",
    ),
};
/// Only administrators help administrators to sign in.
pub const ADMINISTRATORS_ONLY: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "administrators_only",
    title: Text::new(
        "Hanya pengelola yang boleh melakukannya untuk pengelola",
        "Only administrators may do this for an administrator",
    ),
    detail: Text::new("Minta seorang pengelola.", "Ask an administrator."),
};
/// The password is right, and a code is needed as well.
pub const SECOND_FACTOR_REQUIRED: Kind = Kind {
    status: StatusCode::UNAUTHORIZED,
    code: "second_factor_required",
    title: Text::new("Kode masuk diperlukan", "A sign-in code is needed"),
    detail: Text::new(
        "Isi kode dari aplikasi di ponsel Anda, atau salah satu kode cadangan.",
        "Enter the code from the app on your phone, or one of your recovery codes.",
    ),
};
/// The code is wrong, was used or is too old; which is not told.
pub const WRONG_CODE: Kind = Kind {
    status: StatusCode::UNAUTHORIZED,
    code: "wrong_code",
    title: Text::new("Kode masuk salah", "Wrong sign-in code"),
    detail: Text::new(
        "Tunggu kode berikutnya di aplikasi; setiap kode berlaku sekali.",
        "Wait for the next code in the app; each is good once.",
    ),
};
/// There is a second factor already.
pub const SECOND_FACTOR_IS_ON: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "second_factor_is_on",
    title: Text::new("Kode masuk sudah aktif", "Sign-in codes are on already"),
    detail: Text::new(
        "Hapus dahulu yang lama untuk mengganti ponsel.",
        "Remove the old one first to change the phone.",
    ),
};
/// The refresh token is none of ours, or its session ended or ran out; which is not told.
pub const SESSION_OVER: Kind = Kind {
    status: StatusCode::UNAUTHORIZED,
    code: "session_over",
    title: Text::new("Sesi Anda sudah berakhir", "Your session is over"),
    detail: Text::new("Masuk lagi.", "Sign in again."),
};
/// Only administrators make and unmake administrators.
pub const ROLE_NOT_YOURS: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "role_not_yours",
    title: Text::new(
        "Anda tidak berwenang mengubah peran pengelola",
        "You are not allowed to change who is administrator",
    ),
    detail: Text::new("Minta seorang pengelola.", "Ask an administrator."),
};
/// Nobody would be administrator any more.
pub const LAST_ADMINISTRATOR: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "last_administrator",
    title: Text::new(
        "Harus ada paling sedikit satu pengelola",
        "There must be at least one administrator",
    ),
    detail: Text::new(
        "Angkat pengelola lain lebih dahulu.",
        "Make another administrator first.",
    ),
};

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

/// A request to correct a record has its answer.
pub const DECIDED_ALREADY: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "decided_already",
    title: Text::new(
        "Permintaan ini sudah dijawab",
        "This request has its answer already",
    ),
    detail: Text::new(
        "Muat ulang untuk melihat jawabannya.",
        "Reload to see the answer.",
    ),
};
/// The record of somebody must still be kept.
pub const STILL_KEPT: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "still_kept",
    title: Text::new(
        "Data orang ini masih harus disimpan",
        "This person's record must still be kept",
    ),
    detail: Text::new(
        "Data dihapus setelah masa simpan sejak hari kerja terakhirnya lewat.",
        "It is erased once the time to keep it, counted from the last day of work, is over.",
    ),
};

/// The app's token is none of ours, or ran out, or was put out; which is not told.
pub const APP_IS_OUT: Kind = Kind {
    status: StatusCode::UNAUTHORIZED,
    code: "app_is_out",
    title: Text::new(
        "Token aplikasi tidak berlaku",
        "The app's token is not valid",
    ),
    detail: Text::new(
        "Buat token baru di akun Anda.",
        "Make a new one in your account.",
    ),
};
/// A person let as many apps in as anybody may.
pub const TOO_MANY_APPS: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "too_many_apps",
    title: Text::new(
        "Sudah terlalu banyak aplikasi",
        "There are too many apps already",
    ),
    detail: Text::new(
        "Cabut dahulu aplikasi yang tidak dipakai lagi.",
        "Put those out first that are not used any more.",
    ),
};
/// No device waits with this code.
pub const WRONG_DEVICE_CODE: Kind = Kind {
    status: StatusCode::NOT_FOUND,
    code: "wrong_device_code",
    title: Text::new(
        "Tidak ada perangkat dengan kode ini",
        "No device has this code",
    ),
    detail: Text::new(
        "Periksa kode di layar perangkat; kode berlaku sepuluh menit.",
        "Check the code on the device's screen; it is good for ten minutes.",
    ),
};
/// Nobody has typed the device's code yet (RFC 8628 §3.5).
pub const AUTHORIZATION_PENDING: Kind = Kind {
    status: StatusCode::BAD_REQUEST,
    code: "authorization_pending",
    title: Text::new(
        "Belum ada yang mengizinkan perangkat ini",
        "Nobody has let this device in yet",
    ),
    detail: Text::new(
        "Tanyakan lagi beberapa detik kemudian.",
        "Ask again in a few seconds.",
    ),
};
/// The device asks too often (RFC 8628 §3.5).
pub const SLOW_DOWN: Kind = Kind {
    status: StatusCode::BAD_REQUEST,
    code: "slow_down",
    title: Text::new(
        "Perangkat ini bertanya terlalu sering",
        "This device asks too often",
    ),
    detail: Text::new(
        "Tunggu lima detik sebelum bertanya lagi.",
        "Wait five seconds before asking again.",
    ),
};
/// Somebody did not let the device in (RFC 8628 §3.5).
pub const ACCESS_DENIED: Kind = Kind {
    status: StatusCode::BAD_REQUEST,
    code: "access_denied",
    title: Text::new(
        "Perangkat ini tidak diizinkan",
        "This device was not let in",
    ),
    detail: Text::new(
        "Minta kode baru bila ini keliru.",
        "Ask for a new code if this is a mistake.",
    ),
};
/// The device's code ran out, or was none (RFC 8628 §3.5).
pub const DEVICE_GONE: Kind = Kind {
    status: StatusCode::BAD_REQUEST,
    code: "expired_token",
    title: Text::new(
        "Kode perangkat sudah tidak berlaku",
        "The device's code is not good any more",
    ),
    detail: Text::new("Minta kode baru.", "Ask for a new code."),
};

const CODE_TAKEN: Text = Text::new(
    "Unit lain memakai kode ini pada sebagian hari itu.",
    "Another unit has this code on some of these days.",
);
const NO_SUCH_PERSON: Text = Text::new("Tidak ada orang ini.", "There is no such person.");
const SAME_DAY: Text = Text::new(
    "Unit itu sudah punya keadaan yang mulai pada hari ini.",
    "The unit has a state already that starts on this day.",
);

/// What the database says of offices, units and relations that do not fit.
pub(super) fn refused(error: DbError) -> Problem {
    let kinds = [
        RELATION_OVERLAPS,
        UNIT_NOT_OPEN,
        UNIT_OF_OTHER_KIND,
        UNIT_CYCLE,
        PARENT_NOT_OPEN,
        UNIT_IN_USE,
    ];
    match &error {
        DbError::Refused(words) if words == "no_such_person" => {
            Fault::new("/person_id", "no_such_person", NO_SUCH_PERSON).into()
        }
        DbError::Refused(words) if words == "unit_code_taken" => {
            Fault::new("/code", "taken", CODE_TAKEN).into()
        }
        DbError::Refused(words) => match kinds.into_iter().find(|kind| kind.code == words) {
            Some(kind) => kind.into(),
            None => error.into(),
        },
        DbError::Unique(columns) if columns == "unit_state.unit_id, unit_state.starts_on" => {
            Fault::new("/starts_on", "taken", SAME_DAY).into()
        }
        DbError::Unique(_) => kind::ID_REUSED.into(),
        _ => error.into(),
    }
}

/// Every kind of this module, for documents and tests.
pub const ALL: &[Kind] = &[
    WRONG_LINK,
    SET_UP_ALREADY,
    WRONG_PASSWORD,
    PASSWORD_MUST_CHANGE,
    PASSWORD_LINK_OVER,
    NOT_FOR_ONESELF,
    ADMINISTRATORS_ONLY,
    SECOND_FACTOR_REQUIRED,
    WRONG_CODE,
    SECOND_FACTOR_IS_ON,
    SESSION_OVER,
    ROLE_NOT_YOURS,
    LAST_ADMINISTRATOR,
    RELATION_OVERLAPS,
    UNIT_NOT_OPEN,
    UNIT_OF_OTHER_KIND,
    UNIT_CYCLE,
    PARENT_NOT_OPEN,
    UNIT_IN_USE,
    DECIDED_ALREADY,
    STILL_KEPT,
    APP_IS_OUT,
    TOO_MANY_APPS,
    WRONG_DEVICE_CODE,
    AUTHORIZATION_PENDING,
    SLOW_DOWN,
    ACCESS_DENIED,
    DEVICE_GONE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_nobody_elses_and_texts_are_sentences() {
        let every = || ALL.iter().chain(kind::ALL);
        for kind in ALL {
            let n_same = every().filter(|other| other.code == kind.code).count();
            assert_eq!(n_same, 1, "{}", kind.code);
            assert!(kind.detail.id.ends_with('.') && kind.detail.en.ends_with('.'));
            assert!(!kind.title.id.ends_with('.') && !kind.title.en.ends_with('.'));
        }
    }
}
