//! What is committed but made from the code.

use activities::{SCHEMA, http, openapi};
use ngantor_http::testing::committed::{check_openapi, check_route_table, check_schema};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn committed_openapi_tells_every_route_and_no_other() {
    check_openapi(FOLDER, &openapi::document(), http::routes().list());
}

#[test]
fn committed_route_tables_name_every_route_and_no_other() {
    for text in [
        include_str!("../../README.md"),
        include_str!("../../src/lib.rs"),
    ] {
        check_route_table(text, http::PREFIX, http::routes().list());
    }
}

#[tokio::test]
async fn committed_schema_is_what_the_migrations_make() {
    check_schema(FOLDER, &SCHEMA).await;
}
