//! The two languages that the system speaks, and choosing one by `Accept-Language`.

use serde::{Deserialize, Serialize};

/// A language of the texts that people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Indonesian, the default.
    #[default]
    Id,
    /// English.
    En,
}

/// One text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Indonesian.
    pub id: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// Both wordings of one text, Indonesian first.
    pub const fn new(id: &'static str, en: &'static str) -> Self {
        Self { id, en }
    }

    /// The wording in one language.
    pub const fn in_lang(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Id => self.id,
            Lang::En => self.en,
        }
    }
}

impl Lang {
    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// Chooses by `Accept-Language` (RFC 9110 §12.5.4): the highest weight wins, the first of
    /// equals; Indonesian when neither language is named.
    pub fn accepted(header: &str) -> Self {
        let mut best = (Self::default(), 0_u16);
        for item in header.split(',') {
            let mut parts = item.split(';');
            let Some(lang) = parts.next().and_then(Self::of_range) else {
                continue;
            };
            let weight = weight(parts.next());
            if weight > best.1 {
                best = (lang, weight);
            }
        }
        best.0
    }

    fn of_range(range: &str) -> Option<Self> {
        let primary = range.trim().split('-').next()?;
        // `in` is the code that Java and old Android still send for Indonesian.
        match primary.to_ascii_lowercase().as_str() {
            "id" | "in" => Some(Self::Id),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// A weight in thousandths; 1 when none is given, 0 when it cannot be read.
fn weight(parameter: Option<&str>) -> u16 {
    let Some(parameter) = parameter else {
        return 1000;
    };
    let value = parameter
        .trim()
        .strip_prefix("q=")
        .and_then(|q| q.parse::<f32>().ok());
    match value {
        Some(q) if (0.0..=1.0).contains(&q) => (q * 1000.0) as u16,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_weight_wins_and_indonesian_is_the_default() {
        for (header, expected) in [
            ("", Lang::Id),
            ("en", Lang::En),
            ("en-GB,en;q=0.9", Lang::En),
            ("id,en;q=0.9", Lang::Id),
            ("en;q=0.3, id;q=0.8", Lang::Id),
            ("in-ID", Lang::Id),
            ("fr, de;q=0.5", Lang::Id),
            ("en;q=0", Lang::Id),
            ("en;q=NaN, id;q=0.1", Lang::Id),
            ("fr, en;q=0.1", Lang::En),
        ] {
            assert_eq!(Lang::accepted(header), expected, "{header:?}");
        }
    }
}
