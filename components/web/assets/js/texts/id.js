// Bahasa Indonesia. Every key stands in en.js too; a test compares them and the code.
export default {
  "skip": "Langsung ke isi",
  "retry": "Coba lagi",
  "optional": "(opsional)",

  "field.empty": "Masih ada isian yang kosong. Lengkapi isian yang ditandai, lalu kirim lagi.",
  "field.required": "Wajib diisi.",

  "header.language": "Bahasa",
  "header.account": "Akun {name}",
  "header.sign_out": "Keluar",
  "header.unsent.one":
    "{n} kehadiran belum terkirim. Setelah keluar, kehadiran itu tetap di perangkat ini dan dikirim saat Anda masuk lagi di sini.",
  "header.unsent.other":
    "{n} kehadiran belum terkirim. Setelah keluar, kehadiran itu tetap di perangkat ini dan dikirim saat Anda masuk lagi di sini.",
  "header.pages": "Halaman",

  "gate.motto": "Kantor tanpa dinding",

  "username.label": "Nama pengguna",
  "username.hint": "Huruf kecil, angka, titik, garis bawah, atau tanda hubung; diawali huruf.",
  "password.label": "Kata sandi",
  "password.hint": "Paling sedikit 12 karakter. Beberapa kata yang tidak berhubungan mudah diingat dan sulit ditebak.",
  "password.new": "Kata sandi baru",
  "password.show": "Lihat",
  "password.hide": "Tutup",
  "password.of": "kata sandi",

  "sign_in.title": "Masuk ke kantor",
  "sign_in.lead": "Pakai akun dari pengelola institusi Anda.",
  "sign_in.submit": "Masuk",
  "sign_in.wait": "Coba lagi dalam {s} detik",
  "sign_in.insecure": "Alamat ini tidak memakai https, sehingga peramban tidak akan menyimpan sesi Anda. Buka kantor ini lewat alamat https-nya.",
  "sign_in.not_set_up":
    "Kantor ini belum disiapkan. Buka tautan penyiapan yang tampil saat Ngantor dinyalakan.",

  "setup.title": "Siapkan kantor",
  "setup.lead": "Sekali saja: nama institusi dan akun pengelola pertama.",
  "setup.institution": "Institusi",
  "setup.institution_name": "Nama institusi",
  "setup.institution_hint": "Misalnya: Dinas Perpustakaan Kabupaten Contoh",
  "setup.zone": "Zona waktu",
  "setup.zone_hint": "Jam kantor pusat; tiap orang dapat memiliki zona sendiri.",
  "setup.zones_here": "Indonesia",
  "setup.zones_elsewhere": "Zona lain",
  "setup.administrator": "Pengelola",
  "setup.name": "Nama lengkap",
  "setup.submit": "Siapkan dan masuk",
  "setup.done": "Kantor ini sudah disiapkan. Silakan masuk.",
  "setup.no_token":
    "Alamat ini tidak lengkap. Salin seluruh tautan penyiapan yang tampil saat Ngantor dinyalakan, termasuk bagian setelah tanda #.",
  "setup.bad_token":
    "Tautan penyiapan ini tidak berlaku. Pakai tautan yang tampil saat Ngantor dinyalakan di server ini.",
  "link.to_sign_in": "Ke halaman masuk",

  "reset.title": "Buat kata sandi",
  "reset.lead": "Tautan ini berlaku sekali. Setelah itu Anda masuk dengan kata sandi yang baru.",
  "reset.submit": "Simpan kata sandi",
  "reset.done": "Kata sandi tersimpan, dan semua sesi lama diakhiri. Silakan masuk.",
  "reset.no_token": "Alamat ini tidak lengkap. Salin seluruh tautan dari bagian kepegawaian, termasuk bagian setelah tanda #.",
  "reset.over": "Tautan ini tidak berlaku lagi. Minta yang baru kepada bagian kepegawaian.",

  "greeting.morning": "Selamat pagi, {name}",
  "greeting.noon": "Selamat siang, {name}",
  "greeting.afternoon": "Selamat sore, {name}",
  "greeting.evening": "Selamat malam, {name}",

  "direction.in": "Masuk",
  "direction.out": "Pulang",
  "button.from": "dari {mode}",
  "button.sending": "Mengirim…",

  "today.title": "Hari ini",
  "today.form": "Catat kehadiran",
  "today.where": "Bekerja dari",
  "today.note": "Catatan",
  "today.punches": "Kehadiran hari ini",
  "today.empty": "Belum ada yang tercatat hari ini.",

  "mode.office": "Kantor",
  "mode.other_office": "Kantor lain",
  "mode.home": "Rumah",
  "mode.duty_travel": "Perjalanan dinas",
  "mode.other": "Tempat lain",

  "position.label": "Sertakan lokasi",
  "position.asking": "Mencari lokasi… Kehadiran tetap dapat dicatat tanpa menunggu.",
  "position.found": "Lokasi didapat: akurasi ±{m} m, {s} detik lalu.",
  "position.denied": "Izin lokasi ditolak. Kehadiran dicatat tanpa lokasi.",
  "position.failed": "Lokasi belum didapat. Kehadiran dicatat tanpa lokasi.",
  "position.unavailable": "Perangkat ini tidak memberikan lokasi.",

  "state.none": "Belum masuk hari ini",
  "state.in": "Bekerja sejak {since}",
  "state.out": "Pulang pukul {since}",
  "state.worked": "{worked} bekerja",
  "state.asking": "Memeriksa kehadiran hari ini…",
  "state.unknown": "Kehadiran hari ini belum dapat diperiksa",
  "duration.hours": "{h} jam {m} menit",
  "duration.minutes": "{m} menit",

  "said.in": "Tercatat masuk pukul {time}.",
  "said.out": "Tercatat pulang pukul {time}.",
  "said.kept": "Belum terkirim. Kehadiran disimpan di perangkat ini.",

  "punch.unsent": "Belum terkirim",
  "punch.refused": "Ditolak",
  "punch.sending": "Sedang dikirim",
  "punch.tapped_on": "Dicatat {day}",
  "punch.retry": "Kirim sekarang",
  "punch.remove": "Hapus dari perangkat ini",
  "punch.position": "Lokasi disertakan, akurasi ±{m} m",
  "punch.claim.late": "Terkirim belakangan; diterima {time}",
  "punch.claim.too_late": "Terkirim terlalu lama sesudahnya; jam perangkat menunjuk {time}",
  "punch.claim.ahead": "Jam perangkat lebih cepat; menunjuk {time}",

  "notes.refused.one":
    "{n} kehadiran ditolak. Baca alasannya di daftar, hapus dari perangkat ini, lalu catat lagi.",
  "notes.refused.other":
    "{n} kehadiran ditolak. Baca alasannya di daftar, hapus dari perangkat ini, lalu catat lagi.",
  "notes.unsent.one":
    "{n} kehadiran belum terkirim. Tersimpan di perangkat ini dan dikirim otomatis begitu tersambung.",
  "notes.unsent.other":
    "{n} kehadiran belum terkirim. Tersimpan di perangkat ini dan dikirim otomatis begitu tersambung.",
  "notes.clock_slow": "Jam perangkat Anda terlambat {by}. Yang dicatat adalah jam kantor.",
  "notes.clock_fast": "Jam perangkat Anda lebih cepat {by}. Yang dicatat adalah jam kantor.",

  "day.title": "Hari saya",
  "day.other_days": "Hari lain",
  "day.previous": "Hari sebelumnya",
  "day.next": "Hari berikutnya",
  "day.jump": "Buka tanggal",
  "day.first_in": "Masuk pertama",
  "day.last_out": "Pulang terakhir",
  "day.worked": "Lama bekerja",
  "day.empty": "Tidak ada kehadiran yang tercatat pada tanggal ini.",

  "not_found.title": "Halaman tidak ditemukan",
  "not_found.lead": "Mungkin alamatnya salah ketik, atau halamannya sudah dipindah.",
  "not_found.home": "Ke halaman utama",

  "failed.title": "Halaman belum dapat dibuka",
  "failed.request": "Nomor permintaan: {id}",

  "problem.unreachable": "Tidak tersambung ke kantor. Periksa jaringan, lalu coba lagi.",
  "problem.other": "Kantor belum dapat menjawab ({status}). Coba lagi sebentar lagi.",
};
