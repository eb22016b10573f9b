//! Short human text: trimmed, measured in characters, free of control characters.

/// Why a text is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Nothing but white space.
    Empty,
    /// More characters than allowed; the limit.
    TooLong(usize),
    /// A control character, or one that hides or reorders text.
    Control,
}

/// Checks one line of text of at most `max_chars` characters, trims it and makes every run of
/// white space in it one space. Nothing invisible may stand in it: a name that shows as another
/// one, or as nothing, is no name.
pub fn line(text: &str, max_chars: usize) -> Result<String, TextFault> {
    if text
        .trim()
        .chars()
        .any(|c| c.is_control() || is_ignorable(c))
    {
        return Err(TextFault::Control);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    measured(words.join(" "), max_chars)
}

/// Checks text of several lines of at most `max_chars` characters, and trims it. Joiners, which
/// scripts and emoji need, may stand in it.
pub fn lines(text: &str, max_chars: usize) -> Result<String, TextFault> {
    let text = text.trim();
    let is_bad = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_reordering(c);
    if text.chars().any(is_bad) {
        return Err(TextFault::Control);
    }
    measured(text.to_owned(), max_chars)
}

fn measured(text: String, max_chars: usize) -> Result<String, TextFault> {
    if text.is_empty() {
        return Err(TextFault::Empty);
    }
    if text.chars().count() > max_chars {
        return Err(TextFault::TooLong(max_chars));
    }
    Ok(text)
}

/// Bidi overrides and isolates let a text show as another one (Unicode TR 36 §3.1).
const fn is_reordering(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What shows as nothing: Unicode's `Default_Ignorable_Code_Point`, the separators of lines and
/// paragraphs, and the blank of Braille.
const fn is_ignorable(c: char) -> bool {
    is_reordering(c)
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{2029}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_measured_in_characters() {
        assert_eq!(
            line("  Siti Nurhaliza ", 14),
            Ok("Siti Nurhaliza".to_owned())
        );
        assert_eq!(line("ééé", 3), Ok("ééé".to_owned()));
        assert_eq!(line("éééé", 3), Err(TextFault::TooLong(3)));
        assert_eq!(line(" \t", 3), Err(TextFault::Empty));
    }

    #[test]
    fn control_and_reordering_characters_are_refused() {
        assert_eq!(line("a\0b", 9), Err(TextFault::Control));
        assert_eq!(line("a\nb", 9), Err(TextFault::Control));
        assert_eq!(lines("a\nb", 9), Ok("a\nb".to_owned()));
        for hidden in ['\u{202e}', '\u{feff}'] {
            let text = format!("a{hidden}b");
            assert_eq!(line(&text, 9), Err(TextFault::Control));
            assert_eq!(lines(&text, 9), Err(TextFault::Control));
        }
    }

    #[test]
    fn a_note_may_hold_joiners_and_a_name_may_not() {
        let family = "\u{1f469}\u{200d}\u{1f467} \u{2764}\u{fe0f}";
        assert_eq!(lines(family, 9), Ok(family.to_owned()));
        assert_eq!(line(family, 9), Err(TextFault::Control));
        assert_eq!(line("a \u{a0}\u{2003} b", 3), Ok("a b".to_owned()));
    }
}
