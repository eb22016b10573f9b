//! The problems that only this function answers.

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

/// Every kind of this module, for documents and tests.
pub const ALL: &[Kind] = &[
    WRONG_LINK,
    SET_UP_ALREADY,
    WRONG_PASSWORD,
    SESSION_OVER,
    ROLE_NOT_YOURS,
    LAST_ADMINISTRATOR,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_nobody_elses_and_texts_are_sentences() {
        let every = || ALL.iter().chain(ngantor_http::kind::ALL);
        for kind in ALL {
            let n_same = every().filter(|other| other.code == kind.code).count();
            assert_eq!(n_same, 1, "{}", kind.code);
            assert!(kind.detail.id.ends_with('.') && kind.detail.en.ends_with('.'));
            assert!(!kind.title.id.ends_with('.') && !kind.title.en.ends_with('.'));
        }
    }
}
