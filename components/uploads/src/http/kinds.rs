//! What only this function refuses.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

/// What tus names for bytes that are not what their checksum says.
const CHECKSUM_STATUS: StatusCode = match StatusCode::from_u16(460) {
    Ok(status) => status,
    Err(_) => StatusCode::BAD_REQUEST,
};

const CHANGED_ON_ITS_WAY: Text = Text::new(
    "Isi berubah di perjalanan",
    "The content changed on its way",
);
const SEND_AGAIN: Text = Text::new("Kirim sekali lagi.", "Send it once more.");

const fn kind(status: StatusCode, code: &'static str, title: Text, detail: Text) -> Kind {
    Kind {
        status,
        code,
        title,
        detail,
    }
}

/// The client goes on from elsewhere than where the upload is.
pub const OFFSET_MISMATCH: Kind = kind(
    StatusCode::CONFLICT,
    "offset_mismatch",
    Text::new(
        "Unggahan berada di posisi lain",
        "The upload is at another place",
    ),
    Text::new(
        "Lanjutkan dari posisi dalam header Upload-Offset.",
        "Go on from the place in the Upload-Offset header.",
    ),
);
/// Another request writes this upload.
pub const OTHER_WRITER: Kind = kind(
    StatusCode::CONFLICT,
    "other_writer",
    Text::new(
        "Unggahan ini dilanjutkan oleh permintaan lain",
        "Another request goes on with this upload",
    ),
    Text::new(
        "Tanyakan posisinya, lalu lanjutkan dari sana.",
        "Ask where it is, then go on from there.",
    ),
);
/// More bytes than were announced, or than are allowed.
pub const TOO_LONG: Kind = kind(
    StatusCode::PAYLOAD_TOO_LARGE,
    "file_too_long",
    Text::new("Berkas terlalu besar", "The file is too large"),
    Text::new(
        "Kirim berkas sebesar yang diumumkan dan diizinkan.",
        "Send a file as large as announced and allowed.",
    ),
);
/// The connection ended in the middle; what came is kept.
pub const BODY_BROKE_OFF: Kind = kind(
    StatusCode::BAD_REQUEST,
    "body_broke_off",
    Text::new("Kiriman terputus", "The transfer broke off"),
    Text::new(
        "Tanyakan posisinya, lalu lanjutkan dari sana.",
        "Ask where it is, then go on from there.",
    ),
);
/// The bytes are not what the client says of them, as newer protocols tell it.
pub const DIGEST_MISMATCH: Kind = kind(
    StatusCode::UNPROCESSABLE_ENTITY,
    "digest_mismatch",
    CHANGED_ON_ITS_WAY,
    SEND_AGAIN,
);
/// The bytes are not what the client says of them, as tus tells it.
pub const CHECKSUM_MISMATCH: Kind = kind(
    CHECKSUM_STATUS,
    "checksum_mismatch",
    Text::new(
        "Isi berubah di perjalanan",
        "The content changed on its way",
    ),
    Text::new("Kirim bagian ini sekali lagi.", "Send this part once more."),
);
/// A header of the protocol cannot be read.
pub const BAD_HEADER: Kind = kind(
    StatusCode::BAD_REQUEST,
    "bad_header",
    Text::new(
        "Header unggahan tidak dapat dibaca",
        "A header of the upload cannot be read",
    ),
    Text::new("Periksa header yang ditandai.", "Check the marked headers."),
);
/// Another version of tus.
pub const OTHER_VERSION: Kind = kind(
    StatusCode::PRECONDITION_FAILED,
    "unknown_protocol_version",
    Text::new(
        "Versi protokol tidak didukung",
        "The version of the protocol is not supported",
    ),
    Text::new(
        "Pakai versi dalam header Tus-Version.",
        "Use the version in the Tus-Version header.",
    ),
);
/// The bytes of an upload come as another type.
pub const WRONG_CONTENT_TYPE: Kind = kind(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "wrong_content_type",
    Text::new(
        "Jenis isi tidak didukung",
        "The content type is not supported",
    ),
    Text::new(
        "Kirim isi dengan content-type application/offset+octet-stream.",
        "Send the content as application/offset+octet-stream.",
    ),
);
/// It was there and is no more.
pub const GONE: Kind = kind(
    StatusCode::GONE,
    "gone",
    Text::new("Berkas ini sudah tidak ada", "This file is no longer there"),
    Text::new("Unggah sekali lagi.", "Upload it once more."),
);
/// Lengths that do not fit with each other.
pub const INCONSISTENT_LENGTH: Kind = kind(
    StatusCode::BAD_REQUEST,
    "inconsistent_length",
    Text::new("Panjang berkas tidak cocok", "The lengths do not agree"),
    Text::new(
        "Sebutkan panjang yang sama di setiap permintaan, dan kirim sebanyak itu.",
        "Tell the same length in each request, and send as much.",
    ),
);
/// Nothing can be added any more.
pub const COMPLETED: Kind = kind(
    StatusCode::BAD_REQUEST,
    "completed_upload",
    Text::new(
        "Unggahan ini sudah lengkap",
        "This upload is complete already",
    ),
    Text::new(
        "Tidak perlu dikirim lagi.",
        "Nothing more needs to be sent.",
    ),
);
/// What parts were joined to stays as it is.
pub const FINAL_STAYS: Kind = kind(
    StatusCode::FORBIDDEN,
    "final_upload",
    Text::new(
        "Berkas gabungan tidak dapat ditambah",
        "Nothing is added to a joined file",
    ),
    Text::new("Unggah berkas baru.", "Upload a new file."),
);
/// Parts that are not there, not whole, or were joined already.
pub const PARTS_ARE_NOT_THERE: Kind = kind(
    StatusCode::CONFLICT,
    "parts_are_not_there",
    Text::new("Ada bagian yang belum lengkap", "Some parts are not whole"),
    Text::new(
        "Selesaikan setiap bagian, lalu gabungkan sekali.",
        "Finish each part, then join them once.",
    ),
);
/// The bytes are coded.
pub const CODED: Kind = kind(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "content_coding",
    Text::new(
        "Isi termampatkan tidak didukung",
        "Coded content is not supported",
    ),
    Text::new(
        "Kirim isi apa adanya, tanpa header Content-Encoding.",
        "Send the content as it is, without a Content-Encoding header.",
    ),
);
/// More than somebody may hold.
pub const QUOTA_EXCEEDED: Kind = kind(
    StatusCode::PAYLOAD_TOO_LARGE,
    "quota_exceeded",
    Text::new(
        "Jatah penyimpanan tidak cukup",
        "The quota does not suffice",
    ),
    Text::new(
        "Hapus berkas yang tidak dipakai, atau minta tambahan jatah.",
        "Remove files that are not used, or ask for a larger quota.",
    ),
);
/// Another quota says something of the same person or unit.
pub const QUOTA_TWICE: Kind = kind(
    StatusCode::CONFLICT,
    "quota_twice",
    Text::new("Jatah ini sudah ada", "There is such a quota already"),
    Text::new(
        "Ubah jatah yang sudah ada.",
        "Change the one that is there.",
    ),
);
/// Bytes to append come as another type.
pub const WRONG_PATCH_TYPE: Kind = kind(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "wrong_patch_type",
    Text::new(
        "Jenis isi tidak didukung",
        "The content type is not supported",
    ),
    Text::new(
        "Kirim isi dengan content-type application/partial-upload.",
        "Send the content as application/partial-upload.",
    ),
);
/// It is of a type that is not taken, by its bytes.
pub const TYPE_NOT_ALLOWED: Kind = kind(
    StatusCode::UNPROCESSABLE_ENTITY,
    "type_not_allowed",
    Text::new(
        "Jenis berkas ini tidak diterima",
        "Files of this type are not taken",
    ),
    Text::new(
        "Kirim dokumen biasa; program, dan berkas yang berisi dua jenis sekaligus, ditolak.",
        "Send a plain document; programs, and files that are two types at once, are refused.",
    ),
);
/// Not all of it is there, or it is still looked at.
pub const NOT_YET: Kind = kind(
    StatusCode::CONFLICT,
    "not_yet",
    Text::new("Berkas belum siap", "The file is not ready yet"),
    Text::new(
        "Tunggu sampai unggahan selesai, lalu coba lagi.",
        "Wait until the upload is finished, then try again.",
    ),
);
/// The bytes that are asked for are none of the file's.
pub const NOT_SATISFIABLE: Kind = kind(
    StatusCode::RANGE_NOT_SATISFIABLE,
    "range_not_satisfiable",
    Text::new(
        "Bagian itu tidak ada dalam berkas",
        "The file has no such part",
    ),
    Text::new("Unduh dari awal.", "Download it from its begin."),
);
/// The ticket was good once.
pub const TICKET_EXPIRED: Kind = kind(
    StatusCode::FORBIDDEN,
    "ticket_expired",
    Text::new(
        "Tautan berkas ini sudah lama",
        "This way to the file is old",
    ),
    Text::new(
        "Muat ulang halaman, lalu buka berkasnya lagi.",
        "Load the page again, then open the file from there.",
    ),
);
/// A file has enough links.
pub const TOO_MANY_LINKS: Kind = kind(
    StatusCode::CONFLICT,
    "too_many_links",
    Text::new(
        "Sudah terlalu banyak tautan ke berkas ini",
        "There are too many links to this file",
    ),
    Text::new("Akhiri tautan yang lama.", "End old links first."),
);
/// It is no picture, or one that is too large.
pub const NO_PREVIEW: Kind = kind(
    StatusCode::NOT_FOUND,
    "no_preview",
    Text::new("Tidak ada pratinjau", "There is no preview"),
    Text::new(
        "Pratinjau ada untuk gambar JPEG, PNG, WebP dan GIF yang tidak terlalu besar.",
        "There are previews of JPEG, PNG, WebP and GIF pictures that are not too large.",
    ),
);
