//! The problems of apps and devices.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

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
/// What a function sent proves nothing, or it may not follow the other; which is not told.
pub const CLIENT_REFUSED: Kind = Kind {
    status: StatusCode::UNAUTHORIZED,
    code: "client_refused",
    title: Text::new("Fungsi ini ditolak", "The function is refused"),
    detail: Text::new(
        "Pernyataannya tidak berlaku, atau manifes tidak mengizinkannya.",
        "Its assertion is not valid, or the manifest does not let it.",
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

/// Every kind of this module.
pub const ALL: &[Kind] = &[
    APP_IS_OUT,
    CLIENT_REFUSED,
    TOO_MANY_APPS,
    WRONG_DEVICE_CODE,
    AUTHORIZATION_PENDING,
    SLOW_DOWN,
    ACCESS_DENIED,
    DEVICE_GONE,
];
