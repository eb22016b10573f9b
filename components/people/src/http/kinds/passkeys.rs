//! The problems of passkeys.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

/// The passkey is unknown, was removed, is somebody's who left, or what it shows is not right;
/// which is not told.
pub const WRONG_PASSKEY: Kind = Kind {
    status: StatusCode::UNAUTHORIZED,
    code: "wrong_passkey",
    title: Text::new(
        "Kunci sandi ini tidak berlaku di sini",
        "This passkey is not valid here",
    ),
    detail: Text::new(
        "Masuklah dengan kata sandi, lalu periksa kunci sandi di akun Anda.",
        "Sign in with your password, then look at the passkeys of your account.",
    ),
};
/// The passkey's counter did not grow: there are two of it.
pub const PASSKEY_COPIED: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "passkey_copied",
    title: Text::new(
        "Kunci sandi ini mungkin disalin orang",
        "Somebody may have copied this passkey",
    ),
    detail: Text::new(
        "Masuklah dengan kata sandi, lalu hapus kunci sandi ini di akun Anda.",
        "Sign in with your password, then remove this passkey in your account.",
    ),
};
/// The challenge is none of ours, is too old or was used.
pub const CHALLENGE_OVER: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "challenge_over",
    title: Text::new("Waktunya sudah habis", "The time for this is over"),
    detail: Text::new("Mulai lagi.", "Begin again."),
};
/// A person has as many passkeys as anybody may.
pub const TOO_MANY_PASSKEYS: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "too_many_passkeys",
    title: Text::new(
        "Sudah terlalu banyak kunci sandi",
        "There are too many passkeys already",
    ),
    detail: Text::new(
        "Hapus dahulu yang tidak dipakai lagi.",
        "Remove those first that are not used any more.",
    ),
};
/// Browsers bind passkeys to a name, and this office is seen at a number.
pub const ADDRESS_IS_NO_NAME: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "address_is_no_name",
    title: Text::new(
        "Kunci sandi tidak dapat dipakai di alamat ini",
        "Passkeys do not work at this address",
    ),
    detail: Text::new(
        "Buka kantor ini lewat namanya, bukan lewat alamat IP.",
        "Open this office by its name, not by an IP address.",
    ),
};

/// Every kind of this module, for documents and tests.
pub const ALL: &[Kind] = &[
    WRONG_PASSKEY,
    PASSKEY_COPIED,
    CHALLENGE_OVER,
    TOO_MANY_PASSKEYS,
    ADDRESS_IS_NO_NAME,
];
