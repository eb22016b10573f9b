//! Paging by opaque keyset cursors and `Link` (RFC 8288): stable while rows are added.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, header};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Params;

/// Rows of a page when the caller does not say.
pub const PAGE_DEFAULT: i64 = 50;
/// The most rows of a page.
pub const PAGE_MAX: i64 = 200;

const NO_CURSOR: Text = Text::new(
    "Penanda halaman tidak dikenal; mulai dari halaman pertama.",
    "Not a cursor of this list; start from the first page.",
);

/// Which page of a list is asked for; `K` is the key of the last row of the page before.
pub struct Page<K> {
    /// The most rows to answer.
    pub limit: u32,
    /// Answer the rows after this one.
    pub after: Option<K>,
    /// Whether the caller chose the limit, so that the link repeats it.
    is_chosen: bool,
}

impl<K: Serialize + DeserializeOwned> Page<K> {
    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    /// The fault of either.
    pub fn of(params: &Params) -> Result<Self, Fault> {
        let limit = params.integer("limit", PAGE_DEFAULT, 1..=PAGE_MAX)?;
        let after = params.get("cursor").map(decode).transpose()?;
        Ok(Self {
            limit: u32::try_from(limit).unwrap_or(1),
            after,
            is_chosen: true,
        })
    }

    /// Reads `cursor` alone, for pages of a size that is not the caller's to choose.
    ///
    /// # Errors
    /// Its fault.
    pub fn of_rows(params: &Params, limit: u32) -> Result<Self, Fault> {
        let after = params.get("cursor").map(decode).transpose()?;
        Ok(Self {
            limit,
            after,
            is_chosen: false,
        })
    }

    /// How many rows to ask the database for: one more tells whether another page follows.
    pub const fn limit_plus_one(&self) -> u32 {
        self.limit + 1
    }

    /// Cuts the surplus row off and gives the `Link` header to the page that follows: the same
    /// path and query with another cursor.
    pub fn cut<T>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        rows: &mut Vec<T>,
        key: impl Fn(&T) -> K,
    ) -> HeaderMap {
        let limit = self.limit as usize;
        let mut headers = HeaderMap::new();
        if rows.len() > limit {
            rows.truncate(limit);
            let link = rows.last().map(|row| {
                let chosen = self.is_chosen.then(|| ("limit", limit.to_string()));
                let query = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(query)
                    .extend_pairs(chosen)
                    .append_pair("cursor", &encode(&key(row)))
                    .finish();
                format!("<{path}?{query}>; rel=\"next\"")
            });
            if let Some(Ok(value)) = link.map(|link| HeaderValue::from_str(&link)) {
                headers.insert(header::LINK, value);
            }
        }
        headers
    }
}

fn encode<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(text: &str) -> Result<K, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    serde_json::from_slice(&bytes).map_err(|_| Fault::new("?cursor", "invalid_cursor", NO_CURSOR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_the_key_it_was_made_from() {
        let key = (1_764_030_600_000_i64, "0193".to_owned());
        assert_eq!(decode::<(i64, String)>(&encode(&key)), Ok(key));
        for bad in ["", "x", "' OR 1=1 --", &encode(&"a")] {
            assert_eq!(
                decode::<(i64, String)>(bad).unwrap_err().code,
                "invalid_cursor"
            );
        }
    }
}
