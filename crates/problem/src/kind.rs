//! The kinds of problem that any function may answer: status, code and words.
//!
//! A kind's code is stable and ends its `type`; the title says what happened, the detail what
//! to do. Kinds of one function only stand in that function's `http.rs`.

use http::StatusCode;
use ngantor_core::lang::Text;

/// One kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The HTTP status.
    pub status: StatusCode,
    /// Stable, snake_case, for programs.
    pub code: &'static str,
    /// What happened, in a few words.
    pub title: Text,
    /// What to do about it.
    pub detail: Text,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $status:ident $code:literal
        { $title_id:literal, $title_en:literal, $detail_id:literal, $detail_en:literal })*) => {
        $($(#[$doc])* pub const $name: Kind = Kind {
            status: StatusCode::$status,
            code: $code,
            title: Text::new($title_id, $title_en),
            detail: Text::new($detail_id, $detail_en),
        };)*

        /// Every kind of this module, for documents and tests.
        pub const ALL: &[Kind] = &[$($name),*];
    };
}

kinds! {
    /// The request cannot be read at all.
    BAD_REQUEST = BAD_REQUEST "bad_request" {
        "Permintaan tidak dapat dibaca", "The request cannot be read",
        "Periksa alamat dan isi permintaan.", "Check the address and the content of the request."
    }
    /// The body is no JSON.
    MALFORMED_JSON = BAD_REQUEST "malformed_json" {
        "Isi permintaan bukan JSON", "The body is not JSON",
        "Kirim satu dokumen JSON yang utuh dalam UTF-8.",
        "Send one whole JSON document in UTF-8."
    }
    /// The body or the query is JSON but not what is asked for.
    INVALID = UNPROCESSABLE_ENTITY "invalid" {
        "Ada isian yang perlu diperbaiki", "Some fields need to be corrected",
        "Perbaiki isian yang ditandai, lalu kirim lagi.",
        "Correct the marked fields, then send again."
    }
    /// The body is of another type than JSON.
    UNSUPPORTED_MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" {
        "Jenis isi tidak didukung", "The content type is not supported",
        "Kirim JSON dengan content-type application/json.",
        "Send JSON with content-type application/json."
    }
    /// The body has more bytes than allowed.
    TOO_LARGE = PAYLOAD_TOO_LARGE "too_large" {
        "Isi permintaan terlalu besar", "The body is too large",
        "Kirim isi yang lebih kecil.", "Send a smaller body."
    }
    /// Nobody is signed in, or the token is not one of ours.
    UNAUTHENTICATED = UNAUTHORIZED "unauthenticated" {
        "Anda belum masuk", "You are not signed in",
        "Masuk, lalu coba lagi.", "Sign in, then try again."
    }
    /// The access token was good once.
    TOKEN_EXPIRED = UNAUTHORIZED "token_expired" {
        "Sesi perlu diperbarui", "The session needs to be refreshed",
        "Perbarui sesi atau masuk lagi.", "Refresh the session or sign in again."
    }
    /// Signed in, but not allowed to do this.
    FORBIDDEN = FORBIDDEN "forbidden" {
        "Anda tidak berwenang", "You are not allowed to do this",
        "Hubungi pengelola bila ini keliru.", "Ask the administrator if this is a mistake."
    }
    /// The app may read but not write.
    INSUFFICIENT_SCOPE = FORBIDDEN "insufficient_scope" {
        "Aplikasi ini hanya boleh membaca", "This app may only read",
        "Beri aplikasi itu token yang boleh menulis.",
        "Give the app a token that may write."
    }
    /// A page of another site sent this.
    CROSS_SITE = FORBIDDEN "cross_site" {
        "Permintaan datang dari situs lain", "The request came from another site",
        "Buka alamat kantor ini langsung dan coba lagi di sana.",
        "Open this office's own address and try again there."
    }
    /// Nothing is there, or nothing that the caller may know of.
    NOT_FOUND = NOT_FOUND "not_found" {
        "Tidak ditemukan", "Not found",
        "Periksa alamatnya; mungkin sudah tidak ada.",
        "Check the address; it may no longer exist."
    }
    /// The address knows other methods.
    METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED "method_not_allowed" {
        "Metode tidak berlaku di alamat ini", "The method does not apply here",
        "Pakai salah satu metode dalam header Allow.",
        "Use one of the methods in the Allow header."
    }
    /// It does not fit with what is there.
    CONFLICT = CONFLICT "conflict" {
        "Bertentangan dengan data yang ada", "It conflicts with what is there",
        "Muat ulang data, lalu coba lagi.", "Load the data again, then try again."
    }
    /// The id was used for something else.
    ID_REUSED = UNPROCESSABLE_ENTITY "id_reused" {
        "Id ini sudah dipakai untuk isi lain", "This id was used for other content",
        "Buat id baru untuk isi yang baru.", "Make a new id for new content."
    }
    /// Somebody changed it meanwhile.
    CHANGED_MEANWHILE = PRECONDITION_FAILED "changed_meanwhile" {
        "Data sudah diubah orang lain", "Somebody changed it meanwhile",
        "Muat ulang, bandingkan, lalu simpan lagi.", "Load it again, compare, then save again."
    }
    /// A change must say which version it changes.
    VERSION_REQUIRED = PRECONDITION_REQUIRED "version_required" {
        "Versi yang diubah belum disebut", "The changed version is not named",
        "Sertakan ETag terakhir dalam header If-Match.",
        "Send the last ETag in the If-Match header."
    }
    /// Too often.
    TOO_MANY = TOO_MANY_REQUESTS "too_many" {
        "Terlalu sering mencoba", "Too many attempts",
        "Tunggu sebentar, lalu coba lagi.", "Wait a moment, then try again."
    }
    /// A fault of ours.
    INTERNAL = INTERNAL_SERVER_ERROR "internal" {
        "Ada kesalahan pada sistem", "Something is wrong on our side",
        "Coba lagi. Bila tetap gagal, beri tahu pengelola nomor permintaan ini.",
        "Try again. If it still fails, tell the administrator this request id."
    }
    /// Busy for a moment.
    BUSY = SERVICE_UNAVAILABLE "busy" {
        "Sistem sedang sibuk", "The system is busy",
        "Coba lagi sebentar lagi.", "Try again in a moment."
    }
    /// No space left.
    STORAGE_FULL = INSUFFICIENT_STORAGE "storage_full" {
        "Ruang penyimpanan penuh", "The storage is full",
        "Beri tahu pengelola; tidak ada yang tersimpan.",
        "Tell the administrator; nothing was saved."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_texts_are_sentences() {
        for (index, kind) in ALL.iter().enumerate() {
            assert!(
                ALL.iter()
                    .skip(index + 1)
                    .all(|other| other.code != kind.code)
            );
            assert!(kind.detail.id.ends_with('.') && kind.detail.en.ends_with('.'));
            assert!(!kind.title.id.ends_with('.') && !kind.title.en.ends_with('.'));
        }
    }
}
