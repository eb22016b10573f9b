//! The rules of a session: how its refresh token reads, how long it lives, what a token that
//! comes again means.

use chrono::Duration;
use ngantor_core::id::SessionId;
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Instant;

/// How long the token before the current one still answers, in seconds: an answer may get
/// lost on a bad link, and the web app waits 15 s before it asks again.
pub const REPEAT_GRACE_S: i64 = 60;
/// A session that is not refreshed for this long is over, in days.
pub const IDLE_MAX_DAYS: i64 = 14;
/// A session is over after this long, whatever happens, in days.
pub const AGE_MAX_DAYS: i64 = 90;
/// The most characters that are kept of a device's `User-Agent`.
pub const USER_AGENT_MAX_CHARS: usize = 200;

/// For what a seal on a refresh token is good.
const PURPOSE: &str = "refresh";

/// What a refresh token says: `<session>.<generation>.<seal over both>`. Nothing of it is
/// kept, so a stolen database holds no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Of which session.
    pub session_id: SessionId,
    /// The how manieth of it, from 1.
    pub generation: i64,
}

impl RefreshToken {
    /// The token's text.
    pub fn write(self, master: &MasterSecret) -> String {
        let message = format!("{}.{}", self.session_id, self.generation);
        let seal = master.seal(PURPOSE, &message);
        format!("{message}.{seal}")
    }

    /// Reads a token that this installation has made.
    pub fn read(text: &str, master: &MasterSecret) -> Option<Self> {
        let (message, seal) = text.rsplit_once('.')?;
        if !master.is_sealed(PURPOSE, message, seal) {
            return None;
        }
        let (session_id, generation) = message.split_once('.')?;
        Some(Self {
            session_id: session_id.parse().ok()?,
            generation: generation.parse().ok()?,
        })
    }
}

/// An open session's refresh token, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// When the session began.
    pub created_at: Instant,
    /// The how manieth token is the current one.
    pub generation: i64,
    /// Since when.
    pub rotated_at: Instant,
}

/// What to do with a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Give the next one.
    Rotate,
    /// It was used a moment ago: give the current one again.
    Repeat,
    /// It was used long ago: two hold it, and one of them should not. The session ends.
    Reused,
    /// The session lived as long as it may.
    RanOut,
    /// It is newer than what is kept: the database was restored from a backup.
    Unknown,
}

impl Rotation {
    /// Judges a token of a generation at an instant.
    pub fn judge(&self, generation: i64, now: Instant) -> Verdict {
        let idle = now - self.rotated_at;
        let age = now - self.created_at;
        if idle > Duration::days(IDLE_MAX_DAYS) || age > Duration::days(AGE_MAX_DAYS) {
            return Verdict::RanOut;
        }
        let is_recent = idle <= Duration::seconds(REPEAT_GRACE_S);
        match self.generation - generation {
            0 => Verdict::Rotate,
            1 if is_recent => Verdict::Repeat,
            1.. => Verdict::Reused,
            _ => Verdict::Unknown,
        }
    }
}

/// Since when a session must have been refreshed, and opened, not to have run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oldest {
    /// The last refresh.
    pub rotated_at: Instant,
    /// The opening.
    pub created_at: Instant,
}

/// What is not older at an instant has not run out.
pub fn oldest(now: Instant) -> Oldest {
    Oldest {
        rotated_at: now - Duration::days(IDLE_MAX_DAYS),
        created_at: now - Duration::days(AGE_MAX_DAYS),
    }
}

/// What is kept of a device's description.
pub fn user_agent(header: &str) -> String {
    header.trim().chars().take(USER_AGENT_MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0193a5b0-7c1e-7000-8000-000000000001";

    #[test]
    fn a_refresh_token_is_read_back_and_no_other_text_is() {
        let master = MasterSecret::new([7; 32]);
        let token = RefreshToken {
            session_id: ID.parse().unwrap(),
            generation: 3,
        };
        let text = token.write(&master);
        assert_eq!(RefreshToken::read(&text, &master), Some(token));
        let other = MasterSecret::new([8; 32]);
        for bad in [
            String::new(),
            "..".to_owned(),
            text.replace(".3.", ".4."),
            text.replace("0001", "0002"),
            format!("{text}A"),
            token.write(&other),
            format!("{ID}.x.{}", master.seal("refresh", &format!("{ID}.x"))),
        ] {
            assert_eq!(RefreshToken::read(&bad, &master), None, "{bad}");
        }
    }

    #[test]
    fn a_token_is_judged_by_its_generation_and_the_time() {
        let created_at: Instant = "2026-11-01T00:00:00Z".parse().unwrap();
        const DAY_S: i64 = 86_400;
        for (generation, rotated_s, now_s, expected) in [
            (5, 0, 0, Verdict::Rotate),
            (5, 0, 14 * DAY_S, Verdict::Rotate),
            (5, 0, 14 * DAY_S + 1, Verdict::RanOut),
            (5, 80 * DAY_S, 90 * DAY_S, Verdict::Rotate),
            (5, 80 * DAY_S, 90 * DAY_S + 1, Verdict::RanOut),
            (4, 100, 160, Verdict::Repeat),
            (4, 100, 161, Verdict::Reused),
            // A clock that stepped back does not throw anybody out.
            (4, 100, 50, Verdict::Repeat),
            (3, 100, 100, Verdict::Reused),
            (6, 100, 100, Verdict::Unknown),
            (4, 0, 14 * DAY_S + 1, Verdict::RanOut),
        ] {
            let rotation = Rotation {
                created_at,
                generation: 5,
                rotated_at: created_at + Duration::seconds(rotated_s),
            };
            let now = created_at + Duration::seconds(now_s);
            let case = (generation, rotated_s, now_s);
            assert_eq!(rotation.judge(generation, now), expected, "{case:?}");
        }
    }
}
