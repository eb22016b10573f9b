//! The problems that only this function answers.

pub mod apps;
pub mod directory;
pub mod imports;
pub mod passkeys;
pub mod providers;

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

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
/// The institution does not want this way in.
pub const WAY_IN_CLOSED: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "way_in_closed",
    title: Text::new(
        "Cara masuk ini ditutup oleh lembaga Anda",
        "Your institution has closed this way in",
    ),
    detail: Text::new(
        "Masuklah dengan cara lain yang tersedia.",
        "Sign in by another way.",
    ),
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
/// Other identity providers know people by these.
pub const IDENTITY_NOT_YOURS: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "identity_not_yours",
    title: Text::new(
        "Surel dan nomor pegawai pengelola hanya diubah oleh pengelola",
        "Only administrators change the address and the number of an administrator",
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
        "Angkat pengelola lain lebih dahulu; tunggu sampai ia punya cara masuk.",
        "Make another administrator first, and wait until they have a way in.",
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
/// Somebody asks for too much at once.
pub const TOO_MANY_CORRECTIONS: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "too_many_corrections",
    title: Text::new(
        "Terlalu banyak permintaan yang belum dijawab",
        "Too many requests wait for an answer",
    ),
    detail: Text::new(
        "Tunggu jawaban bagian kepegawaian sebelum mengajukan yang berikutnya.",
        "Wait until your personnel office has answered before you send another one.",
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
    WAY_IN_CLOSED,
    ROLE_NOT_YOURS,
    IDENTITY_NOT_YOURS,
    LAST_ADMINISTRATOR,
    DECIDED_ALREADY,
    TOO_MANY_CORRECTIONS,
    STILL_KEPT,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_nobody_elses_and_texts_are_sentences() {
        let own = || {
            [
                ALL,
                apps::ALL,
                directory::ALL,
                passkeys::ALL,
                providers::ALL,
            ]
            .into_iter()
            .flatten()
        };
        let every = || own().chain(ngantor_http::kind::ALL);
        for kind in own() {
            let n_same = every().filter(|other| other.code == kind.code).count();
            assert_eq!(n_same, 1, "{}", kind.code);
            assert!(kind.detail.id.ends_with('.') && kind.detail.en.ends_with('.'));
            assert!(!kind.title.id.ends_with('.') && !kind.title.en.ends_with('.'));
        }
    }
}
