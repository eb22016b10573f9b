//! Problems that the node itself answers (RFC 9457), in the shape and the languages of the
//! functions' own. Their codes are those of crates/http where the same thing happened.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use ngantor_core::lang::{Lang, Text};
use serde::Serialize;
use wasmtime_wasi_http::WasiBody;

use crate::limits::RETRY_AFTER_S;

/// What happened, and the words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    status: StatusCode,
    /// Stable, for programs and the log.
    pub code: &'static str,
    title: Text,
    detail: Text,
}

/// Nothing answers at this address.
pub const NOT_FOUND: Kind = Kind {
    status: StatusCode::NOT_FOUND,
    code: "not_found",
    title: Text::new("Tidak ditemukan", "Not found"),
    detail: Text::new(
        "Periksa alamatnya; mungkin sudah tidak ada.",
        "Check the address; it may no longer exist.",
    ),
};
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
/// The body has more bytes than the node takes.
pub const TOO_LARGE: Kind = Kind {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    code: "too_large",
    title: Text::new("Isi permintaan terlalu besar", "The body is too large"),
    detail: Text::new("Kirim isi yang lebih kecil.", "Send a smaller body."),
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
/// The function ended before it answered.
pub const INTERNAL: Kind = Kind {
    status: StatusCode::INTERNAL_SERVER_ERROR,
    code: "internal",
    title: Text::new(
        "Ada kesalahan pada sistem",
        "Something is wrong on our side",
    ),
    detail: Text::new(
        "Coba lagi. Bila tetap gagal, beri tahu pengelola nomor permintaan ini.",
        "Try again. If it still fails, tell the administrator this request id.",
    ),
};
/// All the function's places are taken, and those to wait in too.
pub const BUSY: Kind = Kind {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "busy",
    title: Text::new("Sistem sedang sibuk", "The system is busy"),
    detail: Text::new("Coba lagi sebentar lagi.", "Try again in a moment."),
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

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: &'static str,
    code: &'static str,
    request_id: &'a str,
}

impl Kind {
    /// The answer in the caller's language.
    pub fn answer(self, lang: Lang, request_id: &str) -> http::Response<WasiBody> {
        let document = Document {
            kind: format!("/problems/{}", self.code),
            title: self.title.in_lang(lang),
            status: self.status.as_u16(),
            detail: self.detail.in_lang(lang),
            code: self.code,
            request_id,
        };
        // Texts and a number: writing them as JSON cannot fail.
        let text = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = http::Response::new(whole(text));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(lang.tag()),
        );
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self == BUSY {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
        }
        response
    }
}

/// A body of bytes in memory.
pub fn whole(bytes: impl Into<Bytes>) -> WasiBody {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}
