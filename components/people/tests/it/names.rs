//! Names that show as others, or as nothing.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::json;

use crate::office::{Office, PASSWORD, id};

async fn add(office: &Office, n: u32, name: &str) -> Answer {
    let token = office.token(&id(0x3000), &[Role::Personnel]).await;
    let body = json!({"name": name, "username": format!("orang{n}"), "password": PASSWORD,
                      "roles": ["employee"]});
    let path = format!("/people/{}", id(0x2000 + n));
    office.send(Method::PUT, &path, &token, &body, &[]).await
}

#[tokio::test]
async fn characters_that_nobody_sees_are_no_part_of_a_name() {
    let office = Office::open().await;
    for hidden in [
        // Direction: overrides, isolates, marks.
        '\u{202a}',
        '\u{202e}',
        '\u{2066}',
        '\u{2069}',
        '\u{200e}',
        '\u{200f}',
        '\u{61c}',
        // Zero width: space, non-joiner, joiner, word joiner, byte order mark, soft hyphen.
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2060}',
        '\u{feff}',
        '\u{ad}',
        // Fillers, variation selectors and tags, which leave a name looking empty or the same.
        '\u{3164}',
        '\u{115f}',
        '\u{ffa0}',
        '\u{2800}',
        '\u{fe0f}',
        '\u{e0041}',
        '\u{e0100}',
        // Breaks and control characters.
        '\n',
        '\t',
        '\u{0}',
        '\u{1b}',
        '\u{85}',
        '\u{2028}',
        '\u{2029}',
    ] {
        let answer = add(&office, 0, &format!("Si{hidden}ti")).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{hidden:?}"
        );
        assert_eq!(
            answer.body["errors"][0]["code"], "control_character",
            "{hidden:?}"
        );
    }
    for empty in ["", " ", "\u{3000}\u{a0}"] {
        let answer = add(&office, 0, empty).await;
        assert_eq!(answer.body["errors"][0]["code"], "required", "{empty:?}");
    }
}

#[tokio::test]
async fn a_name_keeps_its_letters_and_has_single_spaces() {
    let office = Office::open().await;
    for (n, (given, kept)) in [
        ("  Siti   Nurhaliza ", "Siti Nurhaliza"),
        ("Siti\u{a0}\u{2003}Nurhaliza", "Siti Nurhaliza"),
        ("I Gusti Ngurah Ra\u{ef}", "I Gusti Ngurah Ra\u{ef}"),
        // The same in two ways (NFC, NFD): both are kept as they came.
        ("Andr\u{e9}", "Andr\u{e9}"),
        ("Andre\u{301}", "Andre\u{301}"),
        ("\u{a9b1}\u{a9ab}\u{a9ae}", "\u{a9b1}\u{a9ab}\u{a9ae}"),
        ("O'Brien, S.Kom., M.T.", "O'Brien, S.Kom., M.T."),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = add(&office, n as u32, given).await;
        assert_eq!(
            answer.status,
            StatusCode::CREATED,
            "{given:?}: {:?}",
            answer.body
        );
        assert_eq!(answer.body["name"], kept, "{given:?}");
        // Sent again it is the same person.
        assert_eq!(add(&office, n as u32, given).await.status, StatusCode::OK);
    }
}
