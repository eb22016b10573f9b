//! Problems that the node itself answers: those of every layer, and its own.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use ngantor_core::lang::{Lang, Text};
pub use ngantor_problem::Kind;
pub use ngantor_problem::kind::{BUSY, INTERNAL, NOT_FOUND, TOO_LARGE};
use wasmtime_wasi_http::WasiBody;

use super::head::HeadFault;
use crate::limits::RETRY_AFTER_S;

/// The request does not say whom it asks, or says it twice.
pub const NO_HOST: Kind = Kind {
    status: StatusCode::BAD_REQUEST,
    code: "no_host",
    title: Text::new(
        "Permintaan tidak dapat dibaca",
        "The request cannot be read",
    ),
    detail: Text::new(
        "Sertakan tepat satu header Host.",
        "Send exactly one Host header.",
    ),
};
/// The address is longer than anything here.
pub const ADDRESS_TOO_LONG: Kind = Kind {
    status: StatusCode::URI_TOO_LONG,
    code: "address_too_long",
    title: Text::new("Alamat terlalu panjang", "The address is too long"),
    detail: Text::new("Periksa alamatnya.", "Check the address."),
};
/// The header fields are too many or too long.
pub const HEADERS_TOO_LARGE: Kind = Kind {
    status: StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    code: "headers_too_large",
    title: Text::new(
        "Header permintaan terlalu besar",
        "The request's headers are too large",
    ),
    detail: Text::new(
        "Hapus kuki situs ini di peramban, lalu coba lagi.",
        "Clear this site's cookies in the browser, then try again.",
    ),
};
/// The body did not come to its end in time.
pub const TOO_SLOW: Kind = Kind {
    status: StatusCode::REQUEST_TIMEOUT,
    code: "too_slow",
    title: Text::new(
        "Permintaan terlalu lama datang",
        "The request took too long to arrive",
    ),
    detail: Text::new(
        "Periksa sambungan Anda, lalu coba lagi.",
        "Check your connection, then try again.",
    ),
};
/// The body broke off.
pub const BROKEN_OFF: Kind = Kind {
    status: StatusCode::BAD_REQUEST,
    code: "broken_off",
    title: Text::new("Permintaan terputus", "The request broke off"),
    detail: Text::new(
        "Periksa sambungan Anda, lalu coba lagi.",
        "Check your connection, then try again.",
    ),
};
/// The function took too long.
pub const TIMED_OUT: Kind = Kind {
    status: StatusCode::GATEWAY_TIMEOUT,
    code: "timed_out",
    title: Text::new(
        "Sistem terlalu lama menjawab",
        "The system took too long to answer",
    ),
    detail: Text::new(
        "Periksa apakah perubahan Anda sudah tersimpan, lalu coba lagi.",
        "Check whether your change was saved, then try again.",
    ),
};

/// The problem with a head.
pub const fn of_head(fault: HeadFault) -> Kind {
    match fault {
        HeadFault::AddressTooLong => ADDRESS_TOO_LONG,
        HeadFault::HeadersTooLarge => HEADERS_TOO_LARGE,
        HeadFault::NoHost => NO_HOST,
        HeadFault::BodyTooLong => TOO_LARGE,
    }
}

/// The answer in the caller's language.
pub fn answer(kind: Kind, lang: Lang, request_id: &str) -> http::Response<WasiBody> {
    let mut response =
        http::Response::new(whole(ngantor_problem::body(kind, &[], lang, request_id)));
    *response.status_mut() = kind.status;
    let headers = response.headers_mut();
    headers.extend(ngantor_problem::headers(lang));
    if kind == BUSY {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
    }
    response
}

/// A body of bytes in memory.
pub fn whole(bytes: impl Into<Bytes>) -> WasiBody {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}
