//! What is committed but made from the code.

use ngantor_http::testing::committed::{check_openapi, check_schema};

use uploads::{SCHEMA, http, openapi};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn committed_openapi_tells_every_route_and_no_other() {
    check_openapi(FOLDER, &openapi::document(), http::routes().list());
}

#[tokio::test]
async fn committed_schema_is_what_the_migrations_make() {
    check_schema(FOLDER, &SCHEMA).await;
}
