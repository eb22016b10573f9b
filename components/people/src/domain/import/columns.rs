//! The columns of a file: by their names, in English or Indonesian, in any order.

use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;

use super::ImportKind;

/// A column: its name on the wire and in exports, and how people call it else.
pub struct Column {
    /// The name that exports write.
    pub name: &'static str,
    /// Other names, as [`folded`] makes them.
    others: &'static [&'static str],
}

const fn column(name: &'static str, others: &'static [&'static str]) -> Column {
    Column { name, others }
}

/// The columns of people, in the order in which rows are kept and exported.
pub const PEOPLE: [Column; 14] = [
    column(
        "employee_number",
        &["nip", "ni_pppk", "nomor_pegawai", "nip_ni_pppk"],
    ),
    column("name", &["nama", "nama_lengkap"]),
    column("front_title", &["gelar_depan"]),
    column("back_title", &["gelar_belakang"]),
    column("username", &["nama_pengguna"]),
    column("email", &["e_mail", "surel"]),
    column("phone", &["telepon", "no_telepon", "no_hp", "telephone"]),
    column(
        "employment",
        &["status_pegawai", "jenis_pegawai", "status_kepegawaian"],
    ),
    column("zone", &["zona", "zona_waktu", "time_zone"]),
    column("roles", &["peran"]),
    column("unit", &["unit_kerja"]),
    column("position", &["jabatan"]),
    column("starts_on", &["mulai", "tanggal_mulai", "tmt"]),
    column("ends_on", &["berakhir", "tanggal_berakhir"]),
];

/// The columns of units, likewise.
pub const UNITS: [Column; 7] = [
    column("unit_id", &["id_unit"]),
    column("code", &["kode", "kode_unit"]),
    column("name", &["nama", "nama_unit"]),
    column("level", &["tingkat", "jenjang"]),
    column("parent_code", &["kode_induk", "induk", "kode_unit_induk"]),
    column("office", &["kantor"]),
    column("starts_on", &["mulai", "tanggal_mulai", "tmt"]),
];

/// The most characters of a name that a fault repeats.
const TOLD_CHARS: usize = 40;
/// The most faults of a header that are told.
const FAULTS_MAX: usize = 20;

const UNKNOWN: Text = Text::new(
    "Kolom ini tidak dikenal; hapus atau perbaiki namanya.",
    "This column is not known; take it out or correct its name.",
);
const DOUBLED: Text = Text::new("Kolom ini ada dua kali.", "This column is there twice.");
const MISSING_PERSON: Text = Text::new(
    "Tidak ada kolom nip (employee_number) maupun nama_pengguna (username) di baris pertama.",
    "The first line names neither a column employee_number (nip) nor username (nama_pengguna).",
);
const MISSING_UNIT: Text = Text::new(
    "Tidak ada kolom kode (code) di baris pertama.",
    "The first line names no column code (kode).",
);

/// The columns of a kind of file.
pub const fn of(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::People => &PEOPLE,
        ImportKind::Units => &UNITS,
    }
}

/// Where a column stands among those of its kind.
pub fn index_of(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.name == name)
}

/// A column's name as names are compared: `No. HP` is `no_hp`.
fn folded(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    let words: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    words.join("_").to_lowercase()
}

/// Which of the kind's columns a name means.
fn find(columns: &[Column], name: &str) -> Option<usize> {
    let name = folded(name);
    let is_it = |column: &Column| column.name == name || column.others.contains(&name.as_str());
    columns.iter().position(is_it)
}

/// How many of the cells of a header name columns; tells which delimiter a file has.
pub fn n_known(kind: ImportKind, header: &[String]) -> usize {
    let known = |name: &&String| find(of(kind), name).is_some();
    header.iter().filter(known).count()
}

/// Reads a header: for each column of the file, which of the kind's it is. Nameless ones, as
/// spreadsheets leave behind, are none.
///
/// # Errors
/// Every fault: unknown, doubled and missing columns. Pointers name them.
pub fn read(kind: ImportKind, header: &[String]) -> Result<Vec<Option<usize>>, Vec<Fault>> {
    let columns = of(kind);
    let (mut found, mut faults) = (Vec::with_capacity(header.len()), Vec::new());
    for name in header {
        let column = find(columns, name);
        let told = || {
            format!(
                "/{}",
                folded(name).chars().take(TOLD_CHARS).collect::<String>()
            )
        };
        if column.is_none() && !name.trim().is_empty() {
            faults.push(Fault::new(told(), "unknown_column", UNKNOWN));
        } else if column.is_some() && found.contains(&column) {
            faults.push(Fault::new(told(), "doubled_column", DOUBLED));
        }
        found.push(column);
    }
    let (keys, text) = match kind {
        ImportKind::People => (["employee_number", "username"], MISSING_PERSON),
        ImportKind::Units => (["code", "unit_id"], MISSING_UNIT),
    };
    if !keys
        .iter()
        .any(|key| found.contains(&index_of(columns, key)))
    {
        let [key, _] = keys;
        faults.insert(0, Fault::new(format!("/{key}"), "missing_column", text));
    }
    faults.truncate(FAULTS_MAX);
    faults.is_empty().then_some(found).ok_or(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: ImportKind, names: &[&str]) -> Result<Vec<Option<usize>>, Vec<String>> {
        let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        let told = |fault: Fault| format!("{} {}", fault.code, fault.pointer);
        read(kind, &names).map_err(|faults| faults.into_iter().map(told).collect())
    }

    #[test]
    fn columns_are_known_by_several_names_in_any_order() {
        let names = ["Nama", " NIP ", "No. HP", "", "E-mail", "Unit Kerja"];
        let found = vec![Some(1), Some(0), Some(6), None, Some(5), Some(10)];
        assert_eq!(told(ImportKind::People, &names), Ok(found));
        let found = vec![Some(1), Some(4), Some(6)];
        assert_eq!(
            told(ImportKind::Units, &["KODE", "kode induk", "TMT"]),
            Ok(found)
        );
    }

    #[test]
    fn what_is_wrong_with_a_header_is_told_by_column() {
        let people = |names: &[&str]| told(ImportKind::People, names).unwrap_err();
        assert_eq!(people(&["name"]), ["missing_column /employee_number"]);
        assert_eq!(
            people(&["nip", "Gaji Pokok"]),
            ["unknown_column /gaji_pokok"]
        );
        assert_eq!(people(&["nip", "NIP"]), ["doubled_column /nip"]);
        let bomb: Vec<_> = std::iter::repeat_n("x", 1_000).collect();
        assert_eq!(people(&bomb).len(), FAULTS_MAX);
        assert_eq!(
            told(ImportKind::Units, &["nama"]).unwrap_err(),
            ["missing_column /code"]
        );
    }

    #[test]
    fn no_two_columns_of_a_kind_share_a_name() {
        for columns in [&PEOPLE[..], &UNITS] {
            let names = columns
                .iter()
                .flat_map(|one| one.others.iter().chain([&one.name]));
            for name in names {
                assert_eq!(folded(name), *name);
                let is_it = |one: &&Column| one.name == *name || one.others.contains(name);
                assert_eq!(columns.iter().filter(is_it).count(), 1, "{name}");
            }
        }
    }
}
