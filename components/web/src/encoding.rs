//! Content codings: what a client accepts (RFC 9110 §12.5.3).

use http::{HeaderMap, header};

/// A content coding that files are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    /// The name on the wire.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// Which of our codings a client takes.
///
/// Weights other than 0 are not compared: whoever takes both gets the smaller one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Brotli.
    pub br: bool,
    /// Gzip.
    pub gzip: bool,
}

/// Reads `accept-encoding`; without it only the plain form is safe.
pub fn accepted(headers: &HeaderMap) -> Accepted {
    let mut br = None;
    let mut gzip = None;
    let mut rest = None;
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    for item in values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
    {
        let (name, takes) = read(item);
        match name.as_str() {
            "br" => br = Some(takes),
            "gzip" | "x-gzip" => gzip = Some(takes),
            "*" => rest = Some(takes),
            _ => {}
        }
    }
    let decide = |named: Option<bool>| named.or(rest).unwrap_or(false);
    Accepted {
        br: decide(br),
        gzip: decide(gzip),
    }
}

/// One item: a coding's name and whether its weight is above 0.
fn read(item: &str) -> (String, bool) {
    let mut parts = item.split(';');
    let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let weight = parts.find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case("q")
            .then(|| value.trim().parse::<f32>())
    });
    // A weight that cannot be read is no consent.
    let takes = weight.is_none_or(|weight| weight.is_ok_and(|weight| weight > 0.0));
    (name, takes)
}
