//! The headers that every answer carries. `Strict-Transport-Security` is the proxy's to send:
//! only it knows that there is TLS.

use http::{HeaderMap, HeaderName, HeaderValue};

/// Nothing is allowed but our own files, and no string ever becomes markup or script: the code
/// builds its pages from DOM nodes, so Trusted Types can be forbidden altogether.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// A page may ask for the place, because a punch may carry it; nothing else. Only features that
/// browsers know stand here: each other one is an error in the console of every page.
const PERMISSIONS: &str = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), \
    serial=(), hid=(), midi=(), display-capture=(), accelerometer=(), \
    gyroscope=(), magnetometer=()";

const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("permissions-policy", PERMISSIONS),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Adds the headers of [`ALWAYS`].
pub(crate) fn secure(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
}
