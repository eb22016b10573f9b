//! What a file may do to an administrator: nothing that personnel could not do by hand.

use ngantor_core::caller::{Caller, Role};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;

use super::PersonRow;
use crate::domain::access::{may_identify, may_set_roles};
use crate::domain::person::{Person, Personal};

const NOT_YOUR_IDENTITY: Text = Text::new(
    "Surel dan nomor pegawai pengelola hanya diubah oleh pengelola.",
    "Only administrators change the address and the number of an administrator.",
);
const NOT_YOUR_ROLE: Text = Text::new(
    "Hanya pengelola yang dapat mengangkat pengelola.",
    "Only administrators make administrators.",
);
const ADMINISTRATOR_STAYS: Text = Text::new(
    "Berkas tidak dapat mencabut peran pengelola; ubah di data orangnya.",
    "A file takes no administrator's role away; change the person's record.",
);
const ADMINISTRATOR_GOES_ON: Text = Text::new(
    "Berkas tidak dapat menentukan hari terakhir seorang pengelola; ubah di data orangnya.",
    "A file gives no administrator a last day; change the person's record.",
);

/// The last day of work. It takes every role away, and the last administrator must stay one: for
/// an administrator it is set by hand.
pub(super) fn check_end(row: &PersonRow, found: Option<&Person>) -> Result<Option<Day>, Fault> {
    let before = found.and_then(|found| found.ends_on);
    let after = row.ends_on.or(before);
    let is_administrator = found.is_some_and(|found| found.roles.contains(&Role::Administrator));
    match is_administrator && after != before {
        true => Err(Fault::new(
            "/ends_on",
            "administrator_stays",
            ADMINISTRATOR_GOES_ON,
        )),
        false => Ok(after),
    }
}

/// What identity providers know somebody by; an administrator's is for administrators.
pub(super) fn check_identity(
    caller: &Caller,
    found: Option<&Person>,
    personal: &Personal,
) -> Result<(), Fault> {
    match found {
        Some(found) if !may_identify(caller, found, personal) => {
            let is_address = found.personal.email != personal.email;
            let pointer = if is_address {
                "/email"
            } else {
                "/employee_number"
            };
            Err(Fault::new(pointer, "identity_not_yours", NOT_YOUR_IDENTITY))
        }
        _ => Ok(()),
    }
}

/// The roles that the row gives.
pub(super) fn check_roles(
    row: &PersonRow,
    found: Option<&Person>,
    caller: &Caller,
) -> Result<Vec<Role>, Fault> {
    let before = found.map(|found| found.roles.clone()).unwrap_or_default();
    let after = match &row.roles {
        Some(roles) => roles.clone(),
        None if before.is_empty() => vec![Role::Employee],
        None => before.clone(),
    };
    let administrator = Role::Administrator;
    if before.contains(&administrator) && !after.contains(&administrator) {
        return Err(Fault::new(
            "/roles",
            "administrator_stays",
            ADMINISTRATOR_STAYS,
        ));
    }
    match may_set_roles(caller, &before, &after) {
        true => Ok(after),
        false => Err(Fault::new("/roles", "role_not_yours", NOT_YOUR_ROLE)),
    }
}
