//! After another master secret came: what the one before closed is closed anew, before the first
//! request is answered. From then on the one before can be dropped without losing anything that
//! is kept; what it only made (tokens, links, recovery codes) ends with it.
//!
//! Where something opens by neither secret, a backup came back from before or the secret is
//! mistyped. Then nothing starts: the mark would tell that the one before may be dropped.

use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Instant;
use ngantor_http::{Ambient, Base, Problem, kind};

use crate::store::provider_link::{self, Seal};
use crate::store::renewal::{self as store, Change, Closed, Marks};
use crate::vault::{NotSealed, SecretVault, Vault, WrappedKey};

/// For what the seal is good that tells master secrets apart.
const PURPOSE: &str = "closed-by";
/// How many keys are closed anew by one statement.
const BATCH: u32 = 500;

/// Closes everything anew unless that was done. Safe when several do so at once.
///
/// # Errors
/// What the database says, that the machine gives no random bytes, or that something is closed by
/// a secret that is not given.
pub async fn close_anew(base: &Base, master: &MasterSecret) -> Result<(), Problem> {
    let (db, now) = (&*base.db, base.now());
    let mark = |master: &MasterSecret| master.seal(PURPOSE, base.function);
    let marks = Marks {
        current: mark(master),
        previous: master.previous().as_ref().map(mark).unwrap_or_default(),
    };
    if store::marks(db).await?.as_ref() == Some(&marks) {
        return Ok(());
    }
    keys(base, &Vault::of(master), now).await?;
    factors(base, &SecretVault::of_factors(master), now).await?;
    providers(base, &SecretVault::of_providers(master), now).await?;
    links(base, master, now).await?;
    Ok(store::keep_marks(db, &marks, now).await?)
}

async fn keys(base: &Base, vault: &Vault, now: Instant) -> Result<(), Problem> {
    let db = &*base.db;
    let mut after = String::new();
    loop {
        let found = store::keys(db, &after, BATCH).await?;
        let Some((last, _)) = found.last() else {
            return Ok(());
        };
        after.clone_from(last);
        let anew = |owner: &str, nonce, key: &str| vault.close_anew(owner, nonce, key);
        let changes = changes(&*base.ambient, &found, anew)?;
        store::change_keys(db, &changes, now).await?;
    }
}

async fn factors(base: &Base, vault: &SecretVault, now: Instant) -> Result<(), Problem> {
    let db = &*base.db;
    let mut after = String::new();
    loop {
        let found = store::factors(db, &after, BATCH).await?;
        let Some((last, _)) = found.last() else {
            return Ok(());
        };
        after.clone_from(last);
        let anew = |owner: &str, nonce, sealed: &str| vault.close_anew(owner, nonce, sealed);
        let changes = changes(&*base.ambient, &found, anew)?;
        store::change_factors(db, &changes, now).await?;
    }
}

async fn providers(base: &Base, vault: &SecretVault, now: Instant) -> Result<(), Problem> {
    let db = &*base.db;
    // There are never as many as one batch.
    let found = store::providers(db, "", BATCH).await?;
    let anew = |owner: &str, nonce, sealed: &str| vault.close_anew(owner, nonce, sealed);
    let changes = changes(&*base.ambient, &found, anew)?;
    Ok(store::change_providers(db, &changes, now).await?)
}

/// Whom providers mean: their subjects are opened by people's keys and sealed by the new secret.
async fn links(base: &Base, master: &MasterSecret, now: Instant) -> Result<(), Problem> {
    let (db, vault) = (&*base.db, Vault::of(master));
    let mut after = String::new();
    loop {
        let found = provider_link::after(db, &after, BATCH).await?;
        let Some(last) = found.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        let mut changes = Vec::new();
        for link in found {
            let key = WrappedKey(link.wrapped_key);
            let plain = vault.open(&key, &link.person_id, &link.sealed);
            let name = plain.and_then(|plain| String::from_utf8(plain).ok());
            let name = name.ok_or(NotSealed).map_err(stays_closed)?;
            let seal = Seal::of_subject(master, &link.issuer, &name);
            changes.push((link.id, link.subject, seal));
        }
        provider_link::change_seals(db, &changes, now).await?;
    }
}

/// Those that are closed anew, each with the nonce of its own that it needs.
fn changes(
    ambient: &dyn Ambient,
    found: &[Closed],
    anew: impl Fn(&str, [u8; 32], &str) -> Result<Option<String>, NotSealed>,
) -> Result<Vec<Change>, Problem> {
    let mut changes = Vec::new();
    for (owner, closed) in found {
        if let Some(new) = anew(owner, ambient.random()?, closed).map_err(stays_closed)? {
            changes.push((owner.clone(), closed.clone(), new));
        }
    }
    Ok(changes)
}

fn stays_closed(_: NotSealed) -> Problem {
    let words = "another master secret closed this database: give the one of its time as \
        previous_master_secret";
    Problem::from(kind::INTERNAL).caused_by(&words)
}
