//! The problems of imports.

use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_http::Kind;

const fn conflict(code: &'static str, title: Text, detail: Text) -> Kind {
    Kind {
        status: StatusCode::CONFLICT,
        code,
        title,
        detail,
    }
}

/// The body is no part of a CSV file.
pub const NOT_A_FILE: Kind = Kind {
    status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
    code: "not_a_file",
    title: Text::new(
        "Jenis isi tidak didukung",
        "The content type is not supported",
    ),
    detail: Text::new(
        "Kirim bagian berkas dengan content-type text/csv atau application/octet-stream.",
        "Send a part of the file with content-type text/csv or application/octet-stream.",
    ),
};
/// A part came with the same number and other bytes.
pub const PART_DIFFERS: Kind = conflict(
    "part_differs",
    Text::new(
        "Bagian ini sudah diterima dengan isi lain",
        "This part came with other content",
    ),
    Text::new(
        "Mulai impor baru untuk berkas lain.",
        "Begin a new import for another file.",
    ),
);
/// Parts come in order.
pub const PART_NOT_NEXT: Kind = conflict(
    "part_not_next",
    Text::new("Bagian lain yang ditunggu", "Another part is expected"),
    Text::new(
        "Lihat n_parts pada impor ini, lalu kirim bagian sesudahnya.",
        "Look at n_parts of the import and send the part after it.",
    ),
);
/// The file is whole.
pub const IMPORT_CLOSED: Kind = conflict(
    "import_closed",
    Text::new("Berkas ini sudah lengkap", "The file is whole already"),
    Text::new(
        "Mulai impor baru untuk berkas lain.",
        "Begin a new import for another file.",
    ),
);
/// Fewer bytes came than were announced.
pub const IMPORT_INCOMPLETE: Kind = conflict(
    "import_incomplete",
    Text::new("Berkas ini belum lengkap", "The file is not whole yet"),
    Text::new(
        "Kirim bagian yang belum diterima.",
        "Send the parts that are missing.",
    ),
);
/// Rows are still to be looked at.
pub const IMPORT_NOT_CHECKED: Kind = conflict(
    "import_not_checked",
    Text::new("Berkas ini belum diperiksa", "The file is not checked yet"),
    Text::new(
        "Periksa sampai selesai, lalu muat.",
        "Check it to the end, then load it.",
    ),
);
/// Some rows are bad, and nobody said to leave them out.
pub const IMPORT_HAS_FAULTS: Kind = conflict(
    "import_has_faults",
    Text::new("Ada baris yang salah", "Some rows are bad"),
    Text::new(
        "Perbaiki berkasnya dan mulai impor baru, atau pilih untuk melewati baris yang salah.",
        "Correct the file and begin a new import, or choose to leave bad rows out.",
    ),
);
/// What is there is not as it was when the rows were looked at.
pub const IMPORT_OUTDATED: Kind = conflict(
    "import_outdated",
    Text::new(
        "Data berubah sejak berkas diperiksa",
        "Data changed since the file was checked",
    ),
    Text::new(
        "Periksa sekali lagi; baris yang sudah masuk tetap masuk.",
        "Check it once more; rows that went in stay in.",
    ),
);
/// Others of the caller's are under way.
pub const TOO_MANY_IMPORTS: Kind = conflict(
    "too_many_imports",
    Text::new(
        "Terlalu banyak impor yang belum selesai",
        "Too many imports are not finished",
    ),
    Text::new(
        "Selesaikan atau buang salah satunya dahulu.",
        "Finish one of them or throw it away first.",
    ),
);

/// Others of everybody's are under way.
pub const TOO_MANY_IMPORTS_HERE: Kind = conflict(
    "too_many_imports_here",
    Text::new(
        "Di kantor ini terlalu banyak impor yang belum selesai",
        "Too many imports of this office are not finished",
    ),
    Text::new(
        "Coba lagi nanti: yang tidak dilanjutkan berakhir setelah satu hari.",
        "Try again later: those that nobody goes on with end after a day.",
    ),
);

/// Every kind of this module, for documents and tests.
pub const ALL: &[Kind] = &[
    NOT_A_FILE,
    PART_DIFFERS,
    PART_NOT_NEXT,
    IMPORT_CLOSED,
    IMPORT_INCOMPLETE,
    IMPORT_NOT_CHECKED,
    IMPORT_HAS_FAULTS,
    IMPORT_OUTDATED,
    TOO_MANY_IMPORTS,
    TOO_MANY_IMPORTS_HERE,
];

#[cfg(test)]
mod tests {
    use ngantor_http::kind;

    use super::*;

    #[test]
    fn codes_are_nobody_elses_and_texts_are_sentences() {
        let every = || ALL.iter().chain(kind::ALL).chain(super::super::ALL);
        for kind in ALL {
            let n_same = every().filter(|other| other.code == kind.code).count();
            assert_eq!(n_same, 1, "{}", kind.code);
            assert!(kind.detail.id.ends_with('.') && kind.detail.en.ends_with('.'));
            assert!(!kind.title.id.ends_with('.') && !kind.title.en.ends_with('.'));
        }
    }
}
