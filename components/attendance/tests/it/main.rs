//! The function's own ring: the router on in-memory SQLite with the real migrations.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy's exception for tests does not cover their helper functions"
)]

mod asked;
mod balances;
mod batch;
mod claims;
mod committed;
mod deciding;
mod demo;
mod discipline;
mod doubles;
mod duty;
mod elsewhere;
mod evidence;
mod examples;
mod feed;
mod flexible;
mod follow;
mod forgetting;
mod gaps;
mod halves;
mod honest_halves;
mod hostile;
mod ill;
mod instances;
mod kept;
mod leave;
mod log;
mod months;
mod nights;
mod office;
mod outage;
mod own_rules;
mod people;
mod placed;
mod properties;
mod punches;
mod recaps;
mod receipt_picture;
mod requests;
mod rules;
mod shifts;
mod superiors;
mod team;
mod traps;
mod unit_recaps;
mod unpaired;
mod upgrade;
mod week;
mod weeks;
