//! Tickets: by one, somebody may see a file that is not theirs, because it is attached to something
//! that they see.
//!
//! Who keeps what it is attached to (assignments, activities) writes the ticket, who keeps the file
//! reads it; both have one key. It says for whom it is and who attached the file, and holds only
//! where that one owns it: attaching a stranger's file opens nothing. Nothing of it is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

use crate::id::{Id, PersonId};
use crate::keys::{MAC_BYTES, NotAKey, TokenKey, hmac_sha256};
use crate::time::{Instant, from_ms};

/// How long a ticket is good, in ms: as long as somebody looks at the page that it stands in.
pub const GOOD_MS: i64 = 60 * 60_000;
/// The most characters of a ticket.
pub const TICKET_MAX_CHARS: usize = 80;

/// By what tickets are written and read.
#[derive(Clone)]
pub struct TicketKey(TokenKey);

/// Who sees which file, and why.
#[derive(Clone, Copy, Debug)]
pub struct Sight<Kind> {
    /// The file.
    pub upload_id: Id<Kind>,
    /// Who attached it; who reads the ticket puts the file's owner here.
    pub attached_by: PersonId,
    /// Who sees it.
    pub viewer: PersonId,
}

/// Why a ticket lets nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketFault {
    /// It was good once.
    Expired,
    /// It was never good for this.
    Invalid,
}

impl TicketKey {
    /// Reads the key and, unless the second text is empty, the one before it.
    ///
    /// # Errors
    /// [`NotAKey`] when either is none.
    pub fn parse_both(text: &str, previous: &str) -> Result<Self, NotAKey> {
        TokenKey::parse_both(text, previous).map(Self)
    }

    /// The ticket for a sight, good for [`GOOD_MS`] from now: `<until, in ms>.<seal>`, of letters
    /// that may stand in a link.
    pub fn write<Kind>(&self, sight: Sight<Kind>, now: Instant) -> String {
        let until_ms = now.timestamp_millis() + GOOD_MS;
        let seal = hmac_sha256(self.0.bytes(), message(sight, until_ms).as_bytes());
        format!("{until_ms}.{}", URL_SAFE_NO_PAD.encode(seal))
    }

    /// Whether a ticket is good for a sight now.
    ///
    /// # Errors
    /// Why it is not.
    pub fn check<Kind>(
        &self,
        ticket: &str,
        sight: Sight<Kind>,
        now: Instant,
    ) -> Result<(), TicketFault> {
        let (until_ms, seal) = ticket.split_once('.').ok_or(TicketFault::Invalid)?;
        // As it was written and no other way: `+1` and `01` are numbers too.
        let number = until_ms.parse::<i64>().ok();
        let number = number.filter(|ms| ms.to_string() == until_ms);
        let until = number.and_then(from_ms).ok_or(TicketFault::Invalid)?;
        let message = message(sight, until.timestamp_millis());
        let mut given = [0_u8; MAC_BYTES];
        let read = URL_SAFE_NO_PAD.decode_slice(seal, &mut given);
        let is_of = |key: &[u8; 32]| given.ct_eq(&hmac_sha256(key, message.as_bytes())).into();
        if read != Ok(MAC_BYTES) || !self.0.each().any(is_of) {
            return Err(TicketFault::Invalid);
        }
        if now < until {
            Ok(())
        } else {
            Err(TicketFault::Expired)
        }
    }
}

/// Every part has letters of its own only, so that no two sights say the same.
fn message<Kind>(sight: Sight<Kind>, until_ms: i64) -> String {
    let Sight {
        upload_id,
        attached_by,
        viewer,
    } = sight;
    format!("ngantor/v1/ticket/{upload_id}/{attached_by}/{viewer}/{until_ms}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::MasterSecret;

    #[derive(Clone, Copy)]
    enum File {}

    fn id<Kind>(n: u8) -> Id<Kind> {
        format!("0193a5b0-7c1e-7000-8000-{n:012x}").parse().unwrap()
    }

    fn key(byte: u8) -> String {
        let master = MasterSecret::new([byte; 32]);
        master.token_key("upload-tickets").to_text()
    }

    fn sight(upload: u8, by: u8, viewer: u8) -> Sight<File> {
        Sight {
            upload_id: id(upload),
            attached_by: id(by),
            viewer: id(viewer),
        }
    }

    #[test]
    fn a_ticket_is_good_for_one_file_of_one_owner_one_viewer_and_one_hour() {
        let now: Instant = "2026-11-25T00:30:00Z".parse().unwrap();
        let tickets = TicketKey::parse_both(&key(7), "").unwrap();
        let ticket = tickets.write(sight(1, 2, 3), now);
        assert!(ticket.len() <= TICKET_MAX_CHARS);
        let after = |ms| now + chrono::Duration::milliseconds(ms);
        let check = |sight, at| tickets.check(&ticket, sight, at);
        assert_eq!(check(sight(1, 2, 3), now), Ok(()));
        assert_eq!(check(sight(1, 2, 3), after(GOOD_MS - 1)), Ok(()));
        let late = check(sight(1, 2, 3), after(GOOD_MS));
        assert_eq!(late, Err(TicketFault::Expired));
        for other in [
            sight(9, 2, 3),
            sight(1, 9, 3),
            sight(1, 2, 9),
            sight(1, 3, 2),
        ] {
            assert_eq!(check(other, now), Err(TicketFault::Invalid));
            assert_eq!(check(other, after(GOOD_MS)), Err(TicketFault::Invalid));
        }
    }

    #[test]
    fn what_nobody_wrote_is_no_ticket() {
        let now: Instant = "2026-11-25T00:30:00Z".parse().unwrap();
        let tickets = TicketKey::parse_both(&key(7), "").unwrap();
        let good = tickets.write(sight(1, 2, 3), now);
        let (until, seal) = good.split_once('.').unwrap();
        let later = until.parse::<i64>().unwrap() + 1;
        for bad in [
            String::new(),
            ".".to_owned(),
            until.to_owned(),
            format!("{until}."),
            format!(".{seal}"),
            format!("{later}.{seal}"),
            format!("+{until}.{seal}"),
            format!("0{until}.{seal}"),
            format!("{until}.{seal}A"),
            format!("{until}.{seal}."),
            format!("{until}.{}", "A".repeat(43)),
            format!("{}.{seal}", i64::MAX),
            "é.é".to_owned(),
        ] {
            let checked = tickets.check(&bad, sight(1, 2, 3), now);
            assert_eq!(checked, Err(TicketFault::Invalid), "{bad}");
        }
    }

    #[test]
    fn a_ticket_survives_a_new_key_until_the_old_one_is_dropped() {
        let now: Instant = "2026-11-25T00:30:00Z".parse().unwrap();
        let old = TicketKey::parse_both(&key(7), "").unwrap();
        let ticket = old.write(sight(1, 2, 3), now);
        let both = TicketKey::parse_both(&key(8), &key(7)).unwrap();
        assert_eq!(both.check(&ticket, sight(1, 2, 3), now), Ok(()));
        let new = TicketKey::parse_both(&key(8), "").unwrap();
        let checked = new.check(&ticket, sight(1, 2, 3), now);
        assert_eq!(checked, Err(TicketFault::Invalid));
        assert!(TicketKey::parse_both("", "").is_err());
    }
}
