//! Who may see and change the record of a person: one policy for every verb.

use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::time::Day;

use super::person::{Person, Personal};

/// What a caller may do with a person's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Not even know of it.
    None,
    /// See it.
    Read,
    /// Change it.
    Change,
}

/// What a caller may do with one person's record.
pub fn to_person(caller: &Caller, person: PersonId) -> Access {
    if caller.person_id == person {
        to_everybody(caller).max(Access::Read)
    } else {
        to_everybody(caller)
    }
}

/// What a caller may do with everybody's record.
pub fn to_everybody(caller: &Caller) -> Access {
    if caller.is_any(&[Role::Administrator, Role::Personnel]) {
        Access::Change
    } else if caller.is_any(&[Role::Auditor]) {
        Access::Read
    } else {
        Access::None
    }
}

/// Whether a caller may turn roles into others: only administrators make or unmake
/// administrators, or personnel could give themselves every right.
pub fn may_set_roles(caller: &Caller, before: &[Role], after: &[Role]) -> bool {
    let administrator = Role::Administrator;
    before.contains(&administrator) == after.contains(&administrator)
        || caller.is_any(&[administrator])
}

/// Whether a caller may give somebody this last day: it takes every role away, so an
/// administrator's is for administrators.
pub fn may_end(caller: &Caller, person: &Person, ends_on: Option<Day>) -> bool {
    let administrator = Role::Administrator;
    person.ends_on == ends_on
        || !person.roles.contains(&administrator)
        || caller.is_any(&[administrator])
}

/// Whether a caller may give somebody another address or number. Identity providers know people by
/// these: whoever changes an administrator's could come in as the administrator.
pub fn may_identify(caller: &Caller, before: &Person, after: &Personal) -> bool {
    let administrator = Role::Administrator;
    let is_same = before.personal.email == after.email
        && before.personal.employee_number == after.employee_number;
    is_same || !before.roles.contains(&administrator) || caller.is_any(&[administrator])
}

/// Whether a caller may have somebody forgotten, and say how long records are kept.
pub fn may_erase(caller: &Caller) -> bool {
    caller.is_any(&[Role::Administrator])
}

/// Whether a caller may say by which identity providers people sign in: whoever does could sign
/// in as anybody.
pub fn may_keep_providers(caller: &Caller) -> bool {
    caller.is_any(&[Role::Administrator])
}

/// Whether a caller may help somebody with these roles to sign in again. Whoever hands over a new
/// way in could take it: only administrators do that for administrators.
pub fn may_help(caller: &Caller, roles: &[Role]) -> bool {
    let administrator = Role::Administrator;
    to_everybody(caller) == Access::Change
        && (!roles.contains(&administrator) || caller.is_any(&[administrator]))
}

#[cfg(test)]
mod tests {
    use ngantor_core::caller::Reach;
    use ngantor_core::time::Zone;

    use super::*;

    fn caller(roles: &[Role]) -> Caller {
        Caller {
            person_id: "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap(),
            session_id: "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap(),
            roles: roles.to_vec(),
            zone: Zone::JAKARTA,
            reach: Reach::Whole,
        }
    }

    #[test]
    fn everybody_sees_themselves_and_few_see_others() {
        let other = "0193a5b0-7c1e-7000-8000-000000000002".parse().unwrap();
        for (roles, own, others) in [
            (&[][..], Access::Read, Access::None),
            (&[Role::Employee], Access::Read, Access::None),
            (&[Role::Planner], Access::Read, Access::None),
            (&[Role::Auditor], Access::Read, Access::Read),
            (
                &[Role::Auditor, Role::Personnel],
                Access::Change,
                Access::Change,
            ),
            (&[Role::Administrator], Access::Change, Access::Change),
        ] {
            let caller = caller(roles);
            assert_eq!(to_person(&caller, caller.person_id), own, "{roles:?}");
            assert_eq!(to_person(&caller, other), others, "{roles:?}");
        }
    }

    #[test]
    fn only_administrators_help_administrators() {
        let (low, high) = (&[Role::Personnel][..], &[Role::Administrator][..]);
        for (roles, helps_low, helps_high) in [
            (&[Role::Employee][..], false, false),
            (&[Role::Auditor, Role::Planner], false, false),
            (&[Role::Personnel], true, false),
            (&[Role::Administrator], true, true),
        ] {
            let caller = caller(roles);
            assert_eq!(may_help(&caller, low), helps_low, "{roles:?}");
            assert_eq!(may_help(&caller, high), helps_high, "{roles:?}");
        }
    }

    #[test]
    fn only_administrators_make_and_unmake_administrators() {
        let personnel = caller(&[Role::Personnel]);
        let administrator = caller(&[Role::Administrator]);
        let (low, high) = (
            &[Role::Employee][..],
            &[Role::Employee, Role::Administrator][..],
        );
        for (before, after, personnel_may) in [
            (low, low, true),
            (low, &[Role::Personnel], true),
            (high, high, true),
            (low, high, false),
            (high, low, false),
        ] {
            assert_eq!(may_set_roles(&personnel, before, after), personnel_may);
            assert!(may_set_roles(&administrator, before, after));
        }
    }
}
