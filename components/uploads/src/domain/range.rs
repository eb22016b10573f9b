//! Which bytes of a file are asked for (RFC 9110 §14).

/// The most ranges of one request that are read; more are a whole file (§14.2: a server may ignore
/// what is too much).
const RANGES_MAX: usize = 16;

/// What a request is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of it.
    Whole,
    /// From the first byte to the last one, both of them too.
    Part(u64, u64),
    /// No byte of it.
    None,
}

/// Reads `Range` over a file of some bytes. What cannot be read, another unit, and several ranges
/// are the whole file: several would come as `multipart/byteranges`, which downloads never ask for;
/// those that follow upon one another are one.
pub fn asked(header: Option<&str>, size: u64) -> Asked {
    let Some(ranges) = header.and_then(ranges) else {
        return Asked::Whole;
    };
    let inside: Vec<_> = ranges
        .into_iter()
        .filter_map(|range| within(range, size))
        .collect();
    let mut inside = inside.into_iter();
    let Some((first, mut last)) = inside.next() else {
        return Asked::None;
    };
    for (next, end) in inside {
        if next != last + 1 {
            return Asked::Whole;
        }
        last = end;
    }
    Asked::Part(first, last)
}

/// From a byte on, to another one if that is told; or so many at the end.
enum Range {
    From(u64, Option<u64>),
    Last(u64),
}

fn ranges(header: &str) -> Option<Vec<Range>> {
    let (unit, set) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.split(',').count() > RANGES_MAX {
        return None;
    }
    let parts = set
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let ranges: Option<Vec<_>> = parts.map(range).collect();
    ranges.filter(|ranges| !ranges.is_empty())
}

fn range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once('-')?;
    match (first, last) {
        ("", last) => Some(Range::Last(number(last)?)),
        (first, "") => Some(Range::From(number(first)?, None)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Range::From(first, Some(last)))
        }
    }
}

/// Digits only; what is beyond every file is its end.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

fn within(range: Range, size: u64) -> Option<(u64, u64)> {
    let end = size.checked_sub(1)?;
    match range {
        Range::From(first, last) if first <= end => Some((first, last.unwrap_or(end).min(end))),
        Range::Last(n_bytes) if n_bytes > 0 => Some((size.saturating_sub(n_bytes), end)),
        Range::From(..) | Range::Last(_) => None,
    }
}

/// Whether an entity tag stands in a list (§8.8.3), or `*` does. Weak ones are others, as
/// `If-Range` and `If-Match` ask; `If-None-Match` takes them for the same.
pub fn names(list: &str, etag: &str, weak_too: bool) -> bool {
    let fits = |tag: &str| match tag.strip_prefix("W/") {
        Some(tag) => weak_too && tag == etag,
        None => tag == etag || tag == "*",
    };
    list.split(',').map(str::trim).any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_what_rfc_9110_says() {
        for (header, size, expected) in [
            ("bytes=0-499", 10_000, Asked::Part(0, 499)),
            ("bytes=500-999", 10_000, Asked::Part(500, 999)),
            ("bytes=-500", 10_000, Asked::Part(9_500, 9_999)),
            ("bytes=9500-", 10_000, Asked::Part(9_500, 9_999)),
            ("bytes=0-0", 10_000, Asked::Part(0, 0)),
            ("Bytes = 1-2", 10, Asked::Part(1, 2)),
            ("bytes=0-", 1, Asked::Part(0, 0)),
            ("bytes=5-99", 10, Asked::Part(5, 9)),
            ("bytes=-99", 10, Asked::Part(0, 9)),
            ("bytes=0-99999999999999999999999", 10, Asked::Part(0, 9)),
            ("bytes=10-", 10, Asked::None),
            ("bytes=10-20", 10, Asked::None),
            ("bytes=-0", 10, Asked::None),
            ("bytes=0-", 0, Asked::None),
            ("bytes=-1", 0, Asked::None),
            ("bytes=99999999999999999999999-", 10, Asked::None),
            // Two that are one, two that are not, and one that is nowhere.
            ("bytes=0-1,2-3", 10, Asked::Part(0, 3)),
            ("bytes=0-1, 5-6", 10, Asked::Whole),
            ("bytes=20-30,2-3", 10, Asked::Part(2, 3)),
            ("bytes=0-,0-,0-", 10, Asked::Whole),
            ("bytes=,,1-2,", 10, Asked::Part(1, 2)),
            // What is no range is ignored.
            ("bytes=", 10, Asked::Whole),
            ("bytes=,", 10, Asked::Whole),
            ("bytes=-", 10, Asked::Whole),
            ("bytes=5-4", 10, Asked::Whole),
            ("bytes=+1-2", 10, Asked::Whole),
            ("bytes=1-2-3", 10, Asked::Whole),
            ("bytes=-1-2", 10, Asked::Whole),
            ("bytes=a-b", 10, Asked::Whole),
            ("items=0-1", 10, Asked::Whole),
            ("0-1", 10, Asked::Whole),
            ("", 10, Asked::Whole),
        ] {
            assert_eq!(asked(Some(header), size), expected, "{header} of {size}");
        }
        assert_eq!(asked(None, 10), Asked::Whole);
        let many = vec!["1-1"; RANGES_MAX + 1].join(",");
        assert_eq!(asked(Some(&format!("bytes={many}")), 10), Asked::Whole);
    }

    #[test]
    fn tags_are_compared_strongly_or_weakly() {
        for (list, strong, weak) in [
            ("\"a\"", true, true),
            ("\"b\", \"a\"", true, true),
            ("W/\"a\"", false, true),
            ("*", true, true),
            ("\"b\"", false, false),
            ("a", false, false),
            ("", false, false),
        ] {
            assert_eq!(names(list, "\"a\"", false), strong, "{list}");
            assert_eq!(names(list, "\"a\"", true), weak, "{list}");
        }
    }
}
