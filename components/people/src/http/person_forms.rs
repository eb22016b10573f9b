//! What adds and changes the record of a person, and its checks.

use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::refusal::Faults;
use ngantor_core::time::{Day, Zone};
use ngantor_http::Problem;
use serde::{Deserialize, Deserializer};

use crate::domain::employment::{Employment, check_number};
use crate::domain::password::{Guesses, NewPassword};
use crate::domain::person::{self, Person, Personal};
use crate::domain::{self, Username};
use crate::store::Institution;

/// What adds a person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PersonForm {
    /// 1 to 100 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 100))]
    name: String,
    /// 3 to 40 small letters, digits, dots, underscores or hyphens; a letter first.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 3, max_length = 40))]
    username: String,
    /// 12 to 200 characters, hard to guess, without the username. The first sign-in changes it.
    /// Without one the person needs a link.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 12, max_length = 200))]
    password: Option<String>,
    /// At least one.
    #[cfg_attr(not(target_family = "wasm"), schema(min_items = 1))]
    roles: Vec<Role>,
    /// The zone for days on which the person sits in no office; the institution's when it is left
    /// out.
    zone: Option<Zone>,
    /// `other` when it is left out.
    #[serde(default)]
    employment: Employment,
    /// Academic titles before the name, such as `Dr.`; at most 60 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 60))]
    front_title: Option<String>,
    /// Academic titles after the name, such as `S.E., M.Si.`; at most 60 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 60))]
    back_title: Option<String>,
    /// NIP, NI PPPK or another employer's number; spaces do not count.
    employee_number: Option<String>,
    /// Where mail reaches the person at work.
    email: Option<String>,
    /// Where a call reaches the person at work.
    phone: Option<String>,
}

/// What is personal, not yet checked.
struct Details {
    name: String,
    front_title: Option<String>,
    back_title: Option<String>,
    employment: Employment,
    employee_number: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl Details {
    /// Everything but the username.
    fn check(self, faults: &mut Faults) -> Option<Personal> {
        let name = faults.take(domain::check_name(&self.name, "/name"));
        let title = |title: Option<String>, pointer| {
            person::check_title(&title.unwrap_or_default(), pointer)
        };
        let front_title = faults.take(title(self.front_title, "/front_title"));
        let back_title = faults.take(title(self.back_title, "/back_title"));
        let number = self.employee_number.filter(|text| !text.trim().is_empty());
        let number = number
            .map(|number| check_number(self.employment, &number, "/employee_number"))
            .transpose();
        let number = faults.take(number);
        let email = faults.take(person::check_email(
            &self.email.unwrap_or_default(),
            "/email",
        ));
        let phone = faults.take(person::check_phone(
            &self.phone.unwrap_or_default(),
            "/phone",
        ));
        Some(Personal {
            name: name?,
            username: String::new(),
            front_title: front_title?,
            back_title: back_title?,
            employee_number: number?,
            email: email?,
            phone: phone?,
        })
    }
}

impl PersonForm {
    /// Checks everything and makes the person whom a caller adds, and their password.
    pub(super) fn check(
        self,
        id: PersonId,
        caller: &Caller,
        seat: &Institution,
    ) -> Result<(Person, Option<NewPassword>), Problem> {
        let mut faults = Faults::default();
        let username = faults.take(Username::parse(&self.username, "/username"));
        let guesses = Guesses::of(&self.username, &[&self.name, &seat.name]);
        let password = self.password.as_deref();
        let password = password.map(|text| NewPassword::check(text, &guesses, "/password"));
        let password = faults.take(password.transpose());
        let roles = faults.take(domain::check_roles(&self.roles, "/roles"));
        let details = Details {
            name: self.name,
            front_title: self.front_title,
            back_title: self.back_title,
            employment: self.employment,
            employee_number: self.employee_number,
            email: self.email,
            phone: self.phone,
        };
        let personal = details.check(&mut faults);
        let parts = personal.zip(username).zip(roles.zip(password));
        let ((personal, username), (roles, password)) = faults.finish(parts)?;
        let username = username.as_str().to_owned();
        let person = Person {
            id,
            personal: Personal {
                username,
                ..personal
            },
            roles,
            zone: self.zone.unwrap_or(seat.zone),
            employment: self.employment,
            ends_on: None,
            version: 1,
            changed_by: caller.person_id.to_string(),
        };
        Ok((person, password))
    }
}

/// What changes in a person; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PersonChange {
    /// 1 to 100 characters.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(nullable = false, min_length = 1, max_length = 100)
    )]
    name: Option<String>,
    /// At least one.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(nullable = false, min_items = 1))]
    roles: Option<Vec<Role>>,
    /// The zone for days on which the person sits in no office.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(nullable = false))]
    zone: Option<Zone>,
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(nullable = false))]
    employment: Option<Employment>,
    /// `null` takes it away, as with everything below (RFC 7396).
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 60))]
    front_title: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 60))]
    back_title: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    employee_number: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    phone: Option<Option<String>>,
    /// The last day of work here; relations end with it.
    #[serde(default, deserialize_with = "given")]
    ends_on: Option<Option<Day>>,
}

/// A field that may be left out but not `null`, which would read as "take it away".
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    json: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(json).map(Some)
}

impl PersonChange {
    /// The person after the change by a caller.
    pub(super) fn apply(self, person: &Person, caller: &Caller) -> Result<Person, Problem> {
        let mut faults = Faults::default();
        let roles = self.roles.unwrap_or_else(|| person.roles.clone());
        let roles = faults.take(domain::check_roles(&roles, "/roles"));
        let old = person.personal.clone();
        let employment = self.employment.unwrap_or(person.employment);
        let details = Details {
            name: self.name.unwrap_or(old.name),
            front_title: self.front_title.unwrap_or(old.front_title),
            back_title: self.back_title.unwrap_or(old.back_title),
            employment,
            employee_number: self.employee_number.unwrap_or(old.employee_number),
            email: self.email.unwrap_or(old.email),
            phone: self.phone.unwrap_or(old.phone),
        };
        let personal = details.check(&mut faults);
        let (personal, roles) = faults.finish(personal.zip(roles))?;
        let username = old.username;
        Ok(Person {
            personal: Personal {
                username,
                ..personal
            },
            roles,
            zone: self.zone.unwrap_or(person.zone),
            employment,
            ends_on: self.ends_on.unwrap_or(person.ends_on),
            changed_by: caller.person_id.to_string(),
            ..person.clone()
        })
    }
}
