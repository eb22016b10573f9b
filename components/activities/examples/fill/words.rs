//! What people of a planning ministry do, in their words.

/// A kind of work.
pub struct Kind {
    /// `{}` stands for a topic.
    pub title: &'static str,
    /// What comes of it: its name, its unit, and the most of a day.
    pub output: Option<(&'static str, &'static str, u64)>,
    pub tags: &'static [&'static str],
    /// The least and the most minutes, in steps of five.
    pub minutes: (u64, u64),
}

const fn kind(
    title: &'static str,
    output: Option<(&'static str, &'static str, u64)>,
    tags: &'static [&'static str],
    minutes: (u64, u64),
) -> Kind {
    Kind {
        title,
        output,
        tags,
        minutes,
    }
}

pub const KINDS: [Kind; 26] = [
    kind(
        "Rapat koordinasi {}",
        Some(("Notula rapat", "dokumen", 1)),
        &["rapat"],
        (60, 180),
    ),
    kind(
        "Menyusun bahan paparan {}",
        Some(("Bahan paparan", "dokumen", 2)),
        &["paparan"],
        (90, 240),
    ),
    kind(
        "Menelaah usulan daerah tentang {}",
        Some(("Lembar telaah", "lembar", 4)),
        &["telaah"],
        (60, 180),
    ),
    kind(
        "Menyusun nota dinas {}",
        Some(("Nota dinas", "surat", 2)),
        &["persuratan"],
        (30, 90),
    ),
    kind(
        "Menjawab surat masuk tentang {}",
        Some(("Surat balasan", "surat", 5)),
        &["persuratan"],
        (30, 120),
    ),
    kind(
        "Memperbarui data capaian {}",
        Some(("Baris data", "baris", 120)),
        &["data"],
        (60, 210),
    ),
    kind(
        "Mengolah hasil survei {}",
        Some(("Tabel hasil", "tabel", 6)),
        &["data", "survei"],
        (90, 240),
    ),
    kind(
        "Konsultasi dengan pemerintah provinsi perihal {}",
        None,
        &["konsultasi"],
        (45, 120),
    ),
    kind(
        "Mendampingi kunjungan kerja {}",
        None,
        &["dinas"],
        (120, 240),
    ),
    kind(
        "Menyusun kerangka acuan kerja {}",
        Some(("Kerangka acuan kerja", "dokumen", 1)),
        &["anggaran"],
        (90, 240),
    ),
    kind(
        "Menelaah rencana anggaran biaya {}",
        Some(("Lembar kerja", "lembar", 8)),
        &["anggaran"],
        (60, 180),
    ),
    kind(
        "Verifikasi dokumen pertanggungjawaban {}",
        Some(("Berkas", "berkas", 15)),
        &["keuangan"],
        (45, 150),
    ),
    kind(
        "Menyusun laporan bulanan {}",
        Some(("Laporan", "dokumen", 1)),
        &["laporan"],
        (120, 240),
    ),
    kind(
        "Memeriksa konsep peraturan {}",
        Some(("Catatan", "butir", 20)),
        &["regulasi"],
        (60, 180),
    ),
    kind(
        "Diskusi kelompok terpumpun {}",
        Some(("Ringkasan diskusi", "dokumen", 1)),
        &["rapat"],
        (90, 180),
    ),
    kind(
        "Bimbingan teknis {}",
        Some(("Peserta", "orang", 40)),
        &["pelatihan"],
        (120, 240),
    ),
    kind(
        "Mengarsipkan dokumen {}",
        Some(("Arsip", "berkas", 30)),
        &["arsip"],
        (30, 90),
    ),
    kind("Merapikan basis data {}", None, &["data"], (60, 150)),
    kind(
        "Menyiapkan undangan dan daftar hadir {}",
        Some(("Undangan", "surat", 25)),
        &["rapat", "persuratan"],
        (20, 60),
    ),
    kind(
        "Memantau realisasi anggaran {}",
        Some(("Lembar pantau", "lembar", 3)),
        &["anggaran", "pemantauan"],
        (45, 120),
    ),
    kind(
        "Pemantauan lapangan {}",
        Some(("Lokasi", "lokasi", 3)),
        &["pemantauan", "dinas"],
        (150, 240),
    ),
    kind(
        "Menyusun matriks sandingan {}",
        Some(("Matriks", "dokumen", 1)),
        &["telaah"],
        (60, 180),
    ),
    kind(
        "Menerjemahkan ringkasan {}",
        Some(("Halaman", "halaman", 12)),
        &["publikasi"],
        (60, 150),
    ),
    kind(
        "Memutakhirkan laman tentang {}",
        Some(("Laman", "laman", 3)),
        &["publikasi"],
        (30, 90),
    ),
    kind(
        "Melayani permintaan data {}",
        Some(("Permintaan", "permintaan", 6)),
        &["layanan", "data"],
        (30, 90),
    ),
    kind(
        "Apel dan pengarahan pimpinan tentang {}",
        None,
        &["apel"],
        (15, 30),
    ),
];

pub const TOPICS: [&str; 24] = [
    "rancangan awal RKP",
    "ketahanan pangan",
    "penurunan stunting",
    "kawasan ekonomi khusus",
    "air minum dan sanitasi",
    "transportasi perkotaan",
    "penanggulangan kemiskinan ekstrem",
    "pembangunan rendah karbon",
    "dana alokasi khusus fisik",
    "musrenbang provinsi",
    "pendidikan vokasi",
    "satu data Indonesia",
    "evaluasi paruh waktu RPJMN",
    "pengelolaan sampah",
    "daerah tertinggal dan perbatasan",
    "energi terbarukan",
    "reformasi birokrasi",
    "layanan kesehatan primer",
    "irigasi dan bendungan",
    "pariwisata berkelanjutan",
    "ekonomi biru",
    "perlindungan sosial adaptif",
    "kota cerdas",
    "pembangunan Papua",
];

pub const SENTENCES: [&str; 10] = [
    "Bersama direktorat terkait; hasilnya dibagikan lewat surel.",
    "Data dari tiga provinsi belum lengkap dan ditagih ulang.",
    "Masukan dari kementerian mitra sudah dimuat.",
    "Dilanjutkan pekan depan setelah arahan pimpinan.",
    "Sebagian dikerjakan daring karena peserta di daerah.",
    "Mengacu pada surat edaran terakhir; dua butir masih dibahas.",
    "Angka disamakan dengan publikasi BPS bulan lalu.",
    "Konsep sudah diparaf, menunggu tanda tangan.",
    "Tindak lanjut rapat sebelumnya.",
    "Kendala: jaringan kantor terputus hampir satu jam.",
];

pub const COMMENTS: [&str; 6] = [
    "Sebutkan hasilnya dengan satuan yang benar.",
    "Lamanya tidak sesuai dengan jadwal rapat.",
    "Lampirkan notulanya.",
    "Uraian terlalu singkat; tulis apa yang dihasilkan.",
    "Gabungkan dengan kegiatan sebelumnya.",
    "Perbaiki jumlah berkasnya.",
];
