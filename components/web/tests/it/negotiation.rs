//! Which form of a file a client gets.

use std::io::Read as _;

use crate::{address, ask, header};

fn coding(accept: &str) -> String {
    let response = ask(
        "GET",
        &address("js/main.js"),
        &[("accept-encoding", accept)],
    );
    header(&response, "content-encoding").to_owned()
}

#[test]
fn the_smallest_form_that_a_client_takes_is_sent() {
    for (accept, expected) in [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.1, gzip;q=1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000, *", "gzip"),
        ("gzip;q=0, br;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("*;q=0, gzip", "gzip"),
        ("identity", ""),
        ("identity;q=0", ""),
        ("br;q=two", ""),
        ("zstd", ""),
        ("", ""),
        (",,;;q=1,", ""),
    ] {
        assert_eq!(coding(accept), expected, "{accept:?}");
    }
    let response = ask("GET", &address("js/main.js"), &[]);
    assert_eq!(header(&response, "content-encoding"), "");
}

#[test]
fn every_form_of_every_file_is_the_same_text() {
    for file in web::asset::FILES.iter().chain([&web::asset::SHELL]) {
        let mut text = Vec::new();
        if let Some(br) = file.br {
            brotli::Decompressor::new(br, 4096)
                .read_to_end(&mut text)
                .unwrap();
            assert_eq!(text, file.plain, "{} in brotli", file.path);
        }
        text.clear();
        if let Some(gzip) = file.gzip {
            flate2::read::GzDecoder::new(gzip)
                .read_to_end(&mut text)
                .unwrap();
            assert_eq!(text, file.plain, "{} in gzip", file.path);
        }
    }
}
