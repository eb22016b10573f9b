//! Conditional requests (RFC 9110 §13): a change says which version it changes.

use http::{HeaderMap, HeaderValue, header};

use crate::context::text;
use crate::kind;
use crate::problem::Problem;

/// The strong ETag of a row's version.
pub fn etag(version: i64) -> HeaderValue {
    let text = format!("\"{version}\"");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// Whether a change may go on from a version, as `If-Match` says.
///
/// # Errors
/// 428 without the header, 412 when it names other versions only.
pub fn check_if_match(headers: &HeaderMap, version: i64) -> Result<(), Problem> {
    let given = text(headers, header::IF_MATCH.as_str());
    if given.is_empty() {
        return Err(kind::VERSION_REQUIRED.into());
    }
    let current = etag(version);
    let fits = given
        .split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || tag == current);
    if fits {
        Ok(())
    } else {
        Err(changed_meanwhile(version))
    }
}

/// Whether something may be added, as `If-Match` says: it names a version of what is not there, so
/// that a change never becomes an addition.
///
/// # Errors
/// 412 with the header.
pub fn check_absent(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.contains_key(header::IF_MATCH) {
        return Err(kind::CHANGED_MEANWHILE.into());
    }
    Ok(())
}

/// 412 with the ETag of what is there now.
pub fn changed_meanwhile(version: i64) -> Problem {
    Problem::from(kind::CHANGED_MEANWHILE).with_header(header::ETAG, etag(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn if_match(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_MATCH, value.parse().unwrap());
        headers
    }

    #[test]
    fn a_change_needs_the_version_that_is_there() {
        for good in ["\"3\"", "\"1\", \"3\"", "*"] {
            assert!(check_if_match(&if_match(good), 3).is_ok(), "{good}");
        }
        for bad in ["\"2\"", "3", "W/\"3\"", "\"33\""] {
            let problem = check_if_match(&if_match(bad), 3).unwrap_err();
            assert_eq!(problem.kind(), kind::CHANGED_MEANWHILE, "{bad}");
        }
        assert!(check_absent(&HeaderMap::new()).is_ok());
        let problem = check_absent(&if_match("*")).unwrap_err();
        assert_eq!(problem.kind(), kind::CHANGED_MEANWHILE);
        let problem = check_if_match(&HeaderMap::new(), 3).unwrap_err();
        assert_eq!(problem.kind(), kind::VERSION_REQUIRED);
    }
}
