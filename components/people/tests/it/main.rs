//! The function's own ring: the router on in-memory SQLite with the real migrations.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy's exception for tests does not cover their helper functions"
)]

mod apps;
mod attacks;
mod authenticator;
mod beside;
mod brake;
mod clients;
mod committed;
mod cursors;
mod decider;
mod demo;
mod directory;
mod erasure;
mod exports;
mod filing;
mod first_password;
mod forgeries;
mod holder;
mod hostile;
mod import_doubles;
mod import_files;
mod import_hostile;
mod import_many;
mod import_people;
mod import_units;
mod import_xlsx;
mod imports;
mod issuer;
mod my_sessions;
mod names;
mod office;
mod offices;
mod passkey_sign_in;
mod passkeys;
mod password_links;
mod passwords;
mod people;
mod personal;
mod planted;
mod provider_keys;
mod provider_links;
mod provider_logouts;
mod provider_people;
mod provider_sign_ins;
mod providers;
mod recovery;
mod refresh;
mod relations;
mod rotation;
mod rotation_under_load;
mod schema;
mod second_factor;
mod sent_twice;
mod sessions;
mod setup;
mod sign_in_policy;
mod sign_ins;
mod sign_out;
mod takeover;
mod units;
mod vault;
mod zones;
