//! Short human text: trimmed, measured in characters, free of control characters.

/// Why a text is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Nothing but white space.
    Empty,
    /// More characters than allowed; the limit.
    TooLong(usize),
    /// A control character, or one that hides or reorders text (Unicode bidi controls).
    Control,
}

/// Checks one line of text of at most `max_chars` characters, and trims it.
pub fn line(text: &str, max_chars: usize) -> Result<String, TextFault> {
    checked(text, max_chars, |c| c.is_control() || is_hidden(c))
}

/// Checks text of several lines of at most `max_chars` characters, and trims it.
pub fn lines(text: &str, max_chars: usize) -> Result<String, TextFault> {
    checked(text, max_chars, |c| {
        (c.is_control() && c != '\n' && c != '\t') || is_hidden(c)
    })
}

fn checked(text: &str, max_chars: usize, bad: fn(char) -> bool) -> Result<String, TextFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextFault::Empty);
    }
    if text.chars().count() > max_chars {
        return Err(TextFault::TooLong(max_chars));
    }
    if text.chars().any(bad) {
        return Err(TextFault::Control);
    }
    Ok(text.to_owned())
}

/// Bidi overrides and isolates let a name show as another one (Unicode TR 36 §3.1).
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
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
        assert_eq!(line("a\u{202e}b", 9), Err(TextFault::Control));
    }
}
