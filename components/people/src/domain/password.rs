//! What a new password may be: long enough, and hard to guess for somebody who knows its person
//! and the institution (NIST SP 800-63B-4 §3.1.1). Which kinds of characters it is made of is
//! nobody's business.

use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, REQUIRED};
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::{Score, zxcvbn};

use super::person::fold;

/// The fewest characters of a password.
pub const PASSWORD_MIN_CHARS: usize = 12;
/// The most characters of a password.
pub const PASSWORD_MAX_CHARS: usize = 200;
/// The most characters that are estimated. The time grows with their square and with every digit
/// or mark that may stand for a letter: of 100 chosen for it, it took 3.6 s in the sandbox. A
/// phrase whose first forty are hard to guess is so as a whole.
const ESTIMATED_MAX_CHARS: usize = 40;
/// The fewest characters of a word that counts; shorter ones stand in any phrase.
const GUESS_MIN_CHARS: usize = 3;
/// The most words that count: a long name of a person and of an institution have fewer.
const GUESS_MAX_WORDS: usize = 64;
/// What comes to mind first here. The estimator's own lists are English.
const COMMON: [&str; 20] = [
    "admin",
    "bismillah",
    "dinas",
    "indonesia",
    "jakarta",
    "kantor",
    "kata",
    "katasandi",
    "kementerian",
    "masuk",
    "merdeka",
    "ngantor",
    "pancasila",
    "pegawai",
    "rahasia",
    "sandi",
    "sayang",
    "selamat",
    "semangat",
    "sukses",
];

const SHORT: Text = Text::new(
    "Paling sedikit {limit} karakter.",
    "At least {limit} characters.",
);
const LONG: Text = Text::new(
    "Paling banyak {limit} karakter.",
    "At most {limit} characters.",
);
const HOLDS_USERNAME: Text = Text::new(
    "Kata sandi tidak boleh memuat nama pengguna.",
    "The password must not hold the username.",
);
const GUESSABLE: Text = Text::new(
    "Kata sandi ini mudah ditebak. Pakai beberapa kata yang tidak berhubungan, tanpa nama Anda, \
     nama institusi, atau deretan seperti 12345.",
    "This password is easy to guess. Use several unrelated words, without your name, the \
     institution's name, or rows like 12345.",
);

/// A password as it is hashed. One that looks the same is the same, whatever the keyboard made
/// of an accent: it is in Normalization Form C.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

/// What somebody who knows a person tries first.
#[derive(Clone, Debug, Default)]
pub struct Guesses {
    username: String,
    words: Vec<String>,
}

impl Guesses {
    /// Of a username, which may be no good, and of names: the person's, the institution's.
    pub fn of(username: &str, names: &[&str]) -> Self {
        let names: Vec<_> = names.iter().map(|name| fold(name)).collect();
        let whole = names.iter().map(|name| name.replace(' ', ""));
        let parts = names
            .iter()
            .flat_map(|name| name.split(' '))
            .map(str::to_owned);
        let username = username.trim().to_lowercase();
        let words = [username.clone()].into_iter().chain(parts).chain(whole);
        Self {
            words: words
                .filter(|word| word.chars().count() >= GUESS_MIN_CHARS)
                .take(GUESS_MAX_WORDS)
                .collect(),
            username,
        }
    }
}

impl NewPassword {
    /// Checks a new password of a person.
    ///
    /// # Errors
    /// The fault, at the pointer.
    pub fn check(password: &str, guesses: &Guesses, pointer: &str) -> Result<Self, Fault> {
        if password.is_empty() {
            return Err(Fault::new(pointer, "required", REQUIRED));
        }
        let password = normal(password);
        let n_chars = password.chars().count();
        let beyond = |code, text, limit| Err(Fault::beyond(pointer, code, text, limit));
        if n_chars < PASSWORD_MIN_CHARS {
            return beyond("too_short", SHORT, PASSWORD_MIN_CHARS);
        }
        if n_chars > PASSWORD_MAX_CHARS {
            return beyond("too_long", LONG, PASSWORD_MAX_CHARS);
        }
        let holds = password.to_lowercase().contains(&guesses.username);
        if holds && !guesses.username.is_empty() {
            return Err(Fault::new(pointer, "holds_username", HOLDS_USERNAME));
        }
        if is_guessable(&password, guesses) {
            return Err(Fault::new(pointer, "easy_to_guess", GUESSABLE));
        }
        Ok(Self(password))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A password as it is hashed and compared.
pub fn normal(password: &str) -> String {
    password.nfc().collect()
}

fn is_guessable(password: &str, guesses: &Guesses) -> bool {
    let words = guesses.words.iter().map(String::as_str);
    let words: Vec<_> = words.chain(COMMON).collect();
    let estimated: String = password.chars().take(ESTIMATED_MAX_CHARS).collect();
    // Below three, 10⁸ guesses are enough: a stolen hash would be found within days.
    zxcvbn(&estimated, &words).score() < Score::Three
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(password: &str) -> Result<String, &'static str> {
        let names = ["Siti Rahmawati", "Dinas Perpustakaan Kabupaten Contoh"];
        let guesses = Guesses::of("siti.r", &names);
        let checked = NewPassword::check(password, &guesses, "/password");
        checked.map(|it| it.0).map_err(|fault| fault.code)
    }

    #[test]
    fn a_password_has_twelve_to_two_hundred_characters() {
        assert_eq!(told(""), Err("required"));
        assert_eq!(told("elevenchars"), Err("too_short"));
        let phrase = "hujan turun di bulan juni, ";
        let long: String = phrase.chars().cycle().take(201).collect();
        assert_eq!(told(&long), Err("too_long"));
        let long: String = phrase.chars().cycle().take(200).collect();
        assert_eq!(told(&long), Ok(long));
    }

    #[test]
    fn what_is_easy_to_guess_is_no_password() {
        for weak in [
            "aaaaaaaaaaaa",
            "123456789012",
            "qwertyuiop[]",
            "password1234",
            "Password123!",
            "abcabcabcabc",
            "sitirahmawati",
            "SitiRahmawati1",
            "rahmawati2026",
            "perpustakaan1",
            "dinasperpustakaan",
            "katasandi123",
            "rahasia12345",
        ] {
            assert_eq!(told(weak), Err("easy_to_guess"), "{weak}");
        }
        assert_eq!(told("namaku SITI.R dan"), Err("holds_username"));
    }

    #[test]
    fn a_phrase_of_any_characters_is_a_password() {
        for strong in [
            "padi menguning",
            "hujan di bulan juni",
            "correct horse battery staple",
            "kucing melompat tangga",
            "ꦱꦶꦠꦶꦫꦃꦩꦮꦠꦶꦏꦸꦭꦶꦤꦺꦂ",
            "x9#kLm2$vQp7",
        ] {
            assert_eq!(told(strong), Ok(strong.to_owned()), "{strong}");
        }
    }

    #[test]
    fn what_looks_the_same_is_the_same() {
        let (composed, apart) = ("kafé di bawah gunung", "kafe\u{301} di bawah gunung");
        assert_eq!(told(composed), told(apart));
        // Eleven characters, although twelve code points came.
        assert_eq!(told("kafe\u{301}sembuny"), Err("too_short"));
    }

    #[test]
    fn text_that_means_no_good_is_only_a_password() {
        for bad in [
            "٢٠٢٤١٢٣٤٥٦٧٨".to_owned(),
            "İ".repeat(200),
            "\u{0}".repeat(100),
            "4@8({[<369&#!1/|0$5+7%2".repeat(8),
            "qazwsxedcrfvtgbyhnujmikolp".repeat(7),
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/".repeat(5),
            "a1".repeat(100),
            "😀".repeat(199),
        ] {
            let _judged = told(&bad);
        }
    }
}
