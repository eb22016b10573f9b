//! The problems of other identity providers.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

/// There are as many providers as there may be.
pub const TOO_MANY_PROVIDERS: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "too_many_providers",
    title: Text::new(
        "Sudah terlalu banyak penyedia identitas",
        "There are too many identity providers already",
    ),
    detail: Text::new(
        "Hapus dahulu yang tidak dipakai lagi.",
        "Remove those first that are not used any more.",
    ),
};
/// Passwords are closed, and nobody new could come in.
pub const LAST_WAY_IN: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "last_way_in",
    title: Text::new(
        "Ini satu-satunya jalan masuk yang tersisa",
        "This is the only way in that is left",
    ),
    detail: Text::new(
        "Buka dahulu kata sandi bagi semua orang.",
        "Open passwords for everybody first.",
    ),
};
/// The browser did not begin this sign-in, or too long ago.
pub const SIGN_IN_OVER: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "sign_in_over",
    title: Text::new(
        "Proses masuk ini tidak berlaku lagi",
        "This sign-in is not valid any more",
    ),
    detail: Text::new(
        "Mulai lagi dari halaman masuk, di peramban yang sama.",
        "Begin again on the sign-in page, in the same browser.",
    ),
};
/// The provider lets nobody in by this, or the person said no there.
pub const PROVIDER_DENIED: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "provider_denied",
    title: Text::new(
        "Penyedia identitas tidak memberi izin masuk",
        "The identity provider did not let you in",
    ),
    detail: Text::new(
        "Coba lagi, atau masuk dengan kata sandi.",
        "Try again, or sign in with your password.",
    ),
};
/// What came from the provider is not what it must be; the log says what.
pub const PROVIDER_NOT_BELIEVED: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "provider_not_believed",
    title: Text::new(
        "Jawaban penyedia identitas tidak dapat dipercaya",
        "The identity provider's answer cannot be trusted",
    ),
    detail: Text::new(
        "Mulai lagi dari halaman masuk. Bila terulang, beri tahu pengelola.",
        "Begin again on the sign-in page. If it happens again, tell the administrator.",
    ),
};
/// The provider does not answer, and what is kept of it is too old.
pub const PROVIDER_UNREACHABLE: Kind = Kind {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "provider_unreachable",
    title: Text::new(
        "Penyedia identitas tidak dapat dihubungi",
        "The identity provider cannot be reached",
    ),
    detail: Text::new(
        "Coba lagi sebentar lagi, atau masuk dengan kata sandi.",
        "Try again in a while, or sign in with your password.",
    ),
};
/// The provider knows the person, and nobody here is that person.
pub const NO_ACCOUNT_HERE: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "no_account_here",
    title: Text::new(
        "Akun ini tidak terdaftar di kantor ini",
        "Nobody in this office has this account",
    ),
    detail: Text::new(
        "Minta bagian kepegawaian mencocokkan data Anda.",
        "Ask your personnel office to compare your record.",
    ),
};
/// The provider knows an address, but not that it is the person's.
pub const EMAIL_NOT_VERIFIED: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "email_not_verified",
    title: Text::new(
        "Alamat surel Anda belum diverifikasi oleh penyedia identitas",
        "The identity provider has not verified your e-mail address",
    ),
    detail: Text::new(
        "Verifikasi alamat itu di sana, lalu coba lagi.",
        "Verify it there, then try again.",
    ),
};
/// The person here belongs to another account there, or the other way round.
pub const LINKED_OTHERWISE: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "linked_otherwise",
    title: Text::new(
        "Anda pernah masuk dengan akun lain dari penyedia ini",
        "You signed in by another account of this provider before",
    ),
    detail: Text::new(
        "Bila akun itu sudah diganti, minta bagian kepegawaian melepasnya.",
        "If that account was replaced, ask your personnel office to unlink it.",
    ),
};
/// An administrator's account there, and nobody said in a session of theirs that it is.
pub const ACCOUNT_UNCONFIRMED: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "account_unconfirmed",
    title: Text::new(
        "Akun pengelola harus dihubungkan dahulu dari dalam",
        "An administrator's account has to be linked from inside first",
    ),
    detail: Text::new(
        "Masuk dengan kata sandi, lalu hubungkan akun itu di halaman Akun saya.",
        "Sign in with your password, then link that account on the page My account.",
    ),
};
/// The token ends no session: it is none of the provider's for us, or it was used.
pub const LOGOUT_NOT_BELIEVED: Kind = Kind {
    status: StatusCode::BAD_REQUEST,
    code: "logout_not_believed",
    title: Text::new(
        "Token keluar tidak dapat dipercaya",
        "The logout token cannot be trusted",
    ),
    detail: Text::new(
        "Kirim token baru yang ditandatangani penyedia ini.",
        "Send a new one, signed by this provider.",
    ),
};

/// Every kind of this module, for documents and tests.
pub const ALL: &[Kind] = &[
    TOO_MANY_PROVIDERS,
    LAST_WAY_IN,
    SIGN_IN_OVER,
    PROVIDER_DENIED,
    PROVIDER_NOT_BELIEVED,
    PROVIDER_UNREACHABLE,
    NO_ACCOUNT_HERE,
    EMAIL_NOT_VERIFIED,
    LINKED_OTHERWISE,
    ACCOUNT_UNCONFIRMED,
    LOGOUT_NOT_BELIEVED,
];
