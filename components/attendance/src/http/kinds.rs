//! The problems that only this function answers.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

/// One of the days was asked for before.
pub const REQUEST_OVERLAPS: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "request_overlaps",
    title: Text::new(
        "Sudah ada permohonan untuk salah satu hari ini",
        "There is a request for one of these days already",
    ),
    detail: Text::new(
        "Tarik permohonan itu dahulu, atau pilih hari lain.",
        "Withdraw that request first, or choose other days.",
    ),
};
/// The same punch was asked for before.
pub const CORRECTION_TWICE: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "correction_twice",
    title: Text::new(
        "Koreksi untuk catatan ini sudah ada",
        "There is a correction for this punch already",
    ),
    detail: Text::new(
        "Tunggu keputusannya, atau tarik koreksi itu dahulu. Yang sudah disetujui tetap berlaku.",
        "Wait for its decision, or withdraw that correction first. An approved one holds.",
    ),
};
/// The person has as many open requests as one may have.
pub const TOO_MANY_OPEN: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "too_many_requests",
    title: Text::new(
        "Terlalu banyak permohonan yang belum diputuskan",
        "Too many requests wait for a decision",
    ),
    detail: Text::new(
        "Tunggu keputusan, atau tarik sebagian permohonan Anda.",
        "Wait for the decisions, or withdraw some of your requests.",
    ),
};
/// It was decided or taken back before.
pub const NOT_OPEN: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "request_not_open",
    title: Text::new(
        "Permohonan ini tidak lagi terbuka",
        "This request is no longer open",
    ),
    detail: Text::new(
        "Muat ulang untuk melihat keputusannya.",
        "Load it again to see what was decided.",
    ),
};
/// Nobody decides for themself.
pub const OWN_REQUEST: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "own_request",
    title: Text::new(
        "Permohonan sendiri diputuskan orang lain",
        "Somebody else decides one's own request",
    ),
    detail: Text::new(
        "Atasan atau yang mewakilinya yang memutuskan.",
        "A superior decides, or who acts for them.",
    ),
};
/// Nobody makes rules about themself.
pub const OWN_RULE: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "own_rule",
    title: Text::new(
        "Aturan tentang diri sendiri ditetapkan orang lain",
        "Somebody else makes the rules about oneself",
    ),
    detail: Text::new(
        "Minta petugas kepegawaian atau administrator lain.",
        "Ask somebody else of personnel, or another administrator.",
    ),
};
/// Somebody else decides.
pub const NOT_THE_DECIDER: Kind = Kind {
    status: StatusCode::FORBIDDEN,
    code: "not_the_decider",
    title: Text::new(
        "Permohonan ini diputuskan orang lain",
        "Somebody else decides this request",
    ),
    detail: Text::new(
        "Permohonan itu menyebut siapa yang memutuskan.",
        "The request tells who decides.",
    ),
};
/// What was asked cannot hold any more: a balance is used up, a cap is hit.
pub const NO_LONGER_FITS: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "no_longer_fits",
    title: Text::new(
        "Permohonan ini tidak lagi memenuhi aturan",
        "This request no longer fits the rules",
    ),
    detail: Text::new(
        "Tolak permohonan ini, atau minta pemohon mengajukan yang lain.",
        "Decline it, or have the person ask for something else.",
    ),
};
/// It began, so the person alone cannot take it back.
pub const BEGAN_ALREADY: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "began_already",
    title: Text::new(
        "Yang disetujui tidak dapat Anda tarik lagi",
        "You cannot take back what was approved any more",
    ),
    detail: Text::new(
        "Minta yang memutuskan untuk mencabutnya.",
        "Ask who decides to revoke it.",
    ),
};
/// The punch is there, and not sealed yet.
pub const NOT_SEALED_YET: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "not_sealed_yet",
    title: Text::new("Belum tersegel", "Not sealed yet"),
    detail: Text::new(
        "Ketukan ini sudah tersimpan. Tanda terimanya siap dalam beberapa detik.",
        "The punch is kept. Its receipt is ready within seconds.",
    ),
};
/// Whatever it said was forgotten, for good.
pub const FORGOTTEN: Kind = Kind {
    status: StatusCode::GONE,
    code: "forgotten",
    title: Text::new("Sudah dilupakan", "Forgotten"),
    detail: Text::new(
        "Isinya dihapus sesuai aturan penyimpanan; tempatnya di log tetap terbukti.",
        "What it said was erased by the rules of retention; its place in the log stays proved.",
    ),
};
/// No QR code holds so much: a long note, in a log of billions of entries.
pub const TOO_LONG_FOR_QR: Kind = Kind {
    status: StatusCode::CONFLICT,
    code: "too_long_for_qr",
    title: Text::new(
        "Terlalu panjang untuk satu kode QR",
        "Too long for one QR code",
    ),
    detail: Text::new(
        "Simpan tanda terima ini sebagai berkas.",
        "Keep this receipt as a file.",
    ),
};
