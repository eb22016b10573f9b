//! Who is who: set-up, people, units, offices, sign-in, sessions.
//!
//! | route below `/api/people` | who | what |
//! |---|---|---|
//! | `GET /setup` | anybody | whether it is still to be set up, and which ways in are open |
//! | `POST /setup` | whoever has the link | makes the institution and its administrator |
//! | `POST /sessions` | anybody | signs in: an access token for each function |
//! | `POST /sessions/refresh` | whoever has the refresh token | new tokens, roles of now |
//! | `DELETE /sessions/current` | oneself | signs out |
//! | `GET /sessions`, `DELETE /sessions`, `DELETE /sessions/{id}` | oneself | one's open ones |
//! | `DELETE /people/{id}/sessions` | personnel, administrator | signs somebody out everywhere |
//! | `GET /me/sign-ins` | oneself | what happened at one's door |
//! | `GET /me` | oneself | who I am, and where |
//! | `GET /me/totp`, `POST /me/totp`, `PUT /me/totp`, `DELETE /me/totp` | oneself | codes |
//! | `DELETE /people/{id}/totp` | personnel, administrator | takes away a lost phone's |
//! | `POST /passkey-challenges`, `POST /sessions/passkey` | anybody | signs in by a passkey |
//! | `GET /me/passkeys`, `DELETE /me/passkeys/{id}` | oneself | one's own |
//! | `POST /me/passkey-registrations`, `PUT /me/passkeys/{id}` | oneself | adds one |
//! | `DELETE /people/{id}/passkeys` | personnel, administrator | takes away somebody's |
//! | `PUT /me/password` | oneself | changes one's own |
//! | `GET /people` | oneself; auditor, personnel, administrator | the records |
//! | `GET /people/{id}` | the same, and who leads a unit above | one record |
//! | `PUT /people/{id}`, `PATCH /people/{id}` | personnel, administrator | add and change one |
//! | `GET /people/{id}/decider` | as for the record | who decides for the person on a day |
//! | `POST /people/{id}/password-link` | personnel, administrator | a link to set a password |
//! | `POST /password-links/use` | whoever has the link | sets a password |
//! | `GET /identity-providers` | anybody | by whom one may sign in |
//! | `GET /identity-providers/{id}` | administrator | one of them |
//! | `PUT /identity-providers/{id}`, `DELETE /identity-providers/{id}` | the same | keep it |
//! | `POST /identity-providers/{id}/sign-ins` | anybody | goes there to sign in |
//! | `POST /identity-providers/{id}/sessions` | whoever comes back | signs in by it |
//! | `POST /identity-providers/{id}/logouts` | the provider | ends what it let in |
//! | `POST /identity-providers/{id}/links` | oneself | begins to link an account there |
//! | `GET /me/provider-links` | oneself | which accounts there are mine |
//! | `DELETE /me/provider-links/{id}` | oneself | unlinks one, by the password |
//! | `DELETE /people/{id}/provider-links` | personnel, administrator | unlinks accounts there |
//! | `GET /directory`, `GET /directory/{id}` | everybody | how to reach whom |
//! | `GET /offices`, `GET /offices/{id}` | everybody | where people work |
//! | `PUT /offices/{id}` | personnel, administrator | add and change one |
//! | `GET /units`, `GET /units/{id}/states`, `GET /unit-states/{id}` | everybody | the dated tree |
//! | `PUT /unit-states/{id}`, `DELETE /unit-states/{id}` | personnel, administrator | change it |
//! | `GET /relations`, `GET /relations/{id}` | everybody, but for appraisers | who is what |
//! | `PUT /relations/{id}`, `DELETE /relations/{id}` | personnel, administrator | change it |
//! | `GET /me/data` | oneself | everything that is held on me, and who saw and changed it |
//! | `GET /corrections` | oneself; personnel, administrator | what somebody says is wrong |
//! | `PUT /corrections/{id}` | oneself | say what is wrong in my record |
//! | `PUT /corrections/{id}/decision` | personnel, administrator | answer it |
//! | `POST /people/{id}/erasure` | administrator | ask to forget who somebody was |
//! | `GET /erasures`, `DELETE /people/{id}/erasure` | personnel, administrator | take it back |
//! | `POST /tick` | machines | regular work: forget who left long ago |
//! | `GET /app-tokens`, `PUT /app-tokens/{id}`, `DELETE /app-tokens/{id}` | oneself | my apps |
//! | `POST /tokens` | whoever has an app's token | access tokens |
//! | `POST /device-authorizations`, `POST /device-tokens` | anybody | a device asks to be let in |
//! | `GET /device-authorizations/{code}` | everybody | the device with this code |
//! | `PUT /device-authorizations/{code}/approval` | everybody | let it in as an app of mine |
//! | `GET /institution` | everybody | its name, zone, how long records are kept |
//! | `PATCH /institution` | administrator | change these |
//! | `GET /imports` | personnel, administrator | my files on their way in |
//! | `PUT /imports/{id}`, `PUT /imports/{id}/parts/{n}` | personnel, administrator | a file comes |
//! | `GET /imports/{id}`, `DELETE /imports/{id}` | who began it | how far it is; away with it |
//! | `POST /imports/{id}/check`, `GET /imports/{id}/faults` | the same | what would be wrong |
//! | `POST /imports/{id}/load` | the same | people or units go in |
//! | `GET /exports/people.csv` | auditor, personnel, administrator | everybody as a file |
//! | `GET /exports/units.csv` | the same | the units as a file |
//! | `GET /exports/people.xlsx` | the same | everybody as a workbook |
//! | `GET /exports/units.xlsx` | the same | the units as a workbook |
//! | `GET /health`, `GET /feed` | anybody, machines | as in every function |
//!
//! `domain` holds the rules, `store` every statement, `http` the routes and their JSON;
//! `vault` encrypts, `renewal` does so anew after another master secret came; `component` is the
//! door of the sandbox, `openapi` the API document.

#[cfg(target_family = "wasm")]
mod component;
pub mod domain;
pub mod http;
#[cfg(not(target_family = "wasm"))]
pub mod openapi;
pub mod password;
pub mod renewal;
pub mod store;
pub mod vault;

use ngantor_db::{Schema, migrations};

/// The function's database.
pub const SCHEMA: Schema = Schema {
    function: "people",
    migrations: migrations![
        "0001_create_office",
        "0002_create_session",
        "0003_keep_an_administrator",
        "0004_create_bucket",
        "0005_create_directory",
        "0006_describe_person",
        "0007_mark_password",
        "0008_create_password_link",
        "0009_create_sign_in",
        "0010_create_second_factor",
        "0011_create_viewing",
        "0012_create_correction",
        "0013_erase_person",
        "0014_create_app_token",
        "0015_add_unit_code",
        "0016_create_import",
        "0017_load_import",
        "0018_name_way_in",
        "0019_create_passkey",
        "0020_create_identity_provider",
        "0021_forget_import",
        "0022_bound_correction",
        "0023_name_who_decided",
        "0024_name_closing_secret",
        "0025_set_sign_in_policy",
        "0026_recover_account",
        "0027_guard_ways_in",
        "0028_name_making_secret",
        "0029_add_office_region",
        "0030_know_the_office",
        "0031_find_who_left",
        "0032_promote_anew",
        "0033_know_who_let_in",
        "0034_keep_who_can_come_in",
        "0035_confirm_account_elsewhere",
        "0036_ask_for_erasure",
        "0037_share_imports",
    ],
    unjournaled: &[
        ("viewing", "it is a trail itself"),
        (
            "device",
            "it forgets within minutes, and the app's token tells who was let in",
        ),
        (
            "rotation",
            "each refresh changes it, and the session's end tells what matters",
        ),
        (
            "bucket",
            "each sign-in changes it, and it forgets within minutes",
        ),
        ("import_progress", "each part and each batch changes it"),
        ("import_part", "only tells which parts of a file are there"),
        (
            "import_row",
            "it holds names in clear; what comes of a row is journaled",
        ),
        (
            "closed_by",
            "the keys that another master secret closes anew are journaled",
        ),
        (
            "second_factor_use",
            "each sign-in with a code changes it, and the session tells what matters",
        ),
        (
            "recovery_code",
            "a code that was used is gone, and the session tells what matters",
        ),
        (
            "provider_session",
            "it goes with its session, which tells what matters",
        ),
        (
            "logout_token",
            "it forgets within hours; the sessions tell what ended",
        ),
        (
            "passkey_owner",
            "it is chance, and passkeys tell what matters",
        ),
        (
            "passkey_use",
            "each sign-in by a passkey changes it, and the session tells what matters",
        ),
        ("used_challenge", "it forgets within minutes"),
        (
            "sign_in",
            "it holds addresses and forgets them; sessions and people tell what matters",
        ),
    ],
    redacted: &[
        "person.password_hash",
        "person.name",
        "person.username",
        "person.front_title",
        "person.back_title",
        "person.employee_number",
        "person.email",
        "person.phone",
        "person.folded",
        "person.wrapped_key",
        "session.user_agent",
        "relation.position",
        "relation.basis",
        "correction.wanted",
        "correction.answer",
        "app_token.name",
        "password_link.seal",
        "second_factor.sealed",
        "identity_provider.sealed_secret",
        "provider_link.subject",
        "provider_link.sealed",
        "passkey.name",
        "passkey.credential_id",
        "passkey.public_key",
    ],
    forgettable: &[],
    has_trail: true,
};
