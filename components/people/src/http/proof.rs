//! Proving who one is by a password, and choosing the next one.

use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_http::Problem;

use super::App;
use super::brake::Attempt;
use super::device::Device;
use super::keep::hash;
use super::present::still_here;
use crate::domain::Username;
use crate::domain::password::{Guesses, NewPassword, PASSWORD_MAX_CHARS, normal};
use crate::domain::person::Person;
use crate::password::is_of;
use crate::store;
use crate::store::account::Credential;
use crate::store::sign_in::{Failure, count_failure};

/// A hash of nobody's password: a sign-in with an unknown name takes as long as any other.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
    $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const UNCHANGED: Text = Text::new(
    "Ini kata sandi yang lama. Pilih yang lain.",
    "This is the old password. Choose another one.",
);

/// A person who knew their password.
pub(super) struct Proven {
    pub(super) person: Person,
    pub(super) credential: Credential,
    /// The password, normalised.
    password: String,
}

/// The person whose name and password these are; what is wrong is counted.
///
/// A hash keeps an instance busy for 0.1 s and never gives way meanwhile, so one instance
/// hashes one password at a time: as many at once as the host runs instances.
pub(super) async fn prove(
    app: &App,
    _: &Attempt,
    device: &Device,
    username: Option<&Username>,
    password: &str,
) -> Result<Option<Proven>, Problem> {
    let found = match username {
        Some(username) => store::person_by_username(&*app.base.db, username).await?,
        None => None,
    };
    let (person, credential) = found.unzip();
    // Whoever left is nobody here.
    let found = still_here(app, person).await?.zip(credential);
    let kept = found.as_ref().map(|(_, credential)| &*credential.hash);
    // Whoever has no password yet takes as long as everybody else.
    let kept = kept.filter(|hash| !hash.is_empty());
    let password = normal(password);
    // No kept password is longer, and hashing megabytes would cost the machine.
    let fits = password.chars().count() <= PASSWORD_MAX_CHARS
        && is_of(&password, kept.unwrap_or(NOBODYS_HASH))
        && kept.is_some();
    match found {
        Some((person, credential)) if fits => Ok(Some(Proven {
            person,
            credential,
            password,
        })),
        found => {
            let (db, now) = (&*app.base.db, app.base.now());
            let person = found.map(|(person, _)| person.id);
            count_failure(db, Failure::Password, person, &device.place, now).await?;
            Ok(None)
        }
    }
}

impl Proven {
    /// The hash of the person's next password, which must be another one.
    pub(super) async fn next(&self, app: &App, new: &str) -> Result<String, Problem> {
        let pointer = "/new_password";
        let new = choose(app, &self.person, new, pointer).await?;
        if new.as_str() == self.password {
            return Err(Fault::new(pointer, "unchanged", UNCHANGED).into());
        }
        hash(app, &new)
    }
}

/// A new password of a person, checked.
pub(super) async fn choose(
    app: &App,
    person: &Person,
    new: &str,
    pointer: &str,
) -> Result<NewPassword, Problem> {
    let seat = store::institution(&*app.base.db).await?;
    let seat = seat.map_or(String::new(), |institution| institution.name);
    let personal = &person.personal;
    let guesses = Guesses::of(&personal.username, &[&personal.name, &seat]);
    Ok(NewPassword::check(new, &guesses, pointer)?)
}
