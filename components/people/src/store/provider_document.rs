//! What providers publish (their description and their keys), as it was last read: in the
//! key-value store, since it may be lost and is then read anew.

use ngantor_core::id::IdentityProviderId;
use ngantor_core::time::Instant;
use ngantor_kv::{KeyValue, KvError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A document as it was last read, and when it was last asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept<T> {
    /// From where.
    pub url: String,
    /// When it was last asked for, whatever came of it, in ms.
    pub asked_ms: i64,
    /// What came, and when, in ms.
    pub read: Option<(i64, T)>,
    /// Since when nothing comes, in ms; an older version of this function did not keep it.
    #[serde(default)]
    pub silent_since_ms: Option<i64>,
}

/// Where a document is kept.
pub struct Place(String);

impl Place {
    /// Of a provider, by the name of the document.
    pub fn of(provider: IdentityProviderId, name: &str) -> Self {
        Self(format!("provider/{provider}/{name}"))
    }

    /// The document that came from an address; nothing when there is none, or one from elsewhere.
    ///
    /// # Errors
    /// [`KvError`] when the store does not answer.
    pub async fn load<T: DeserializeOwned>(
        &self,
        kv: &dyn KeyValue,
        url: &str,
    ) -> Result<Option<Kept<T>>, KvError> {
        let bytes = kv.get(&self.0).await?.unwrap_or_default();
        // What an older version of this function kept may read otherwise: it is none then.
        let kept: Option<Kept<T>> = serde_json::from_slice(&bytes).ok();
        Ok(kept.filter(|kept| kept.url == url))
    }

    /// Keeps it.
    ///
    /// # Errors
    /// [`KvError`] when the store does not answer.
    pub async fn keep<T: Serialize>(
        &self,
        kv: &dyn KeyValue,
        kept: &Kept<T>,
    ) -> Result<(), KvError> {
        let bytes = serde_json::to_vec(kept).map_err(|error| KvError(error.to_string()))?;
        kv.set(&self.0, bytes).await
    }
}

impl<T> Kept<T> {
    /// What was never asked for.
    pub fn nothing(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            asked_ms: 0,
            read: None,
            silent_since_ms: None,
        }
    }

    /// Notes whether an answer came, and tells what the log has to say of it: one line when an
    /// outage begins and one when it is over, however often was asked between them.
    pub fn note(&mut self, came: Result<(), &str>, now: Instant) -> Option<String> {
        let now_ms = now.timestamp_millis();
        match (came, self.silent_since_ms) {
            (Err(why), None) => {
                self.silent_since_ms = Some(now_ms);
                Some(format!(
                    "provider.url={} outage=begun error={why}",
                    self.url
                ))
            }
            (Ok(()), Some(since_ms)) => {
                self.silent_since_ms = None;
                let lasted_s = (now_ms - since_ms).max(0) / 1000;
                Some(format!(
                    "provider.url={} outage=over outage_s={lasted_s}",
                    self.url
                ))
            }
            (Err(_), Some(_)) | (Ok(()), None) => None,
        }
    }

    /// How old the document is that came, in seconds; `None` as well for one of the future, which
    /// a clock that was wrong has left.
    pub fn age_s(&self, now: Instant) -> Option<i64> {
        let (read_ms, _) = self.read.as_ref()?;
        s_since(*read_ms, now)
    }

    /// How long ago it was asked for, in seconds, likewise.
    pub fn was_asked_s_ago(&self, now: Instant) -> Option<i64> {
        s_since(self.asked_ms, now)
    }
}

fn s_since(ms: i64, now: Instant) -> Option<i64> {
    let passed_ms = now.timestamp_millis() - ms;
    (passed_ms >= 0).then_some(passed_ms / 1000)
}

#[cfg(test)]
mod tests {
    use ngantor_core::time::from_ms;

    use super::*;

    const BEGAN_MS: i64 = 1_800_000_000_000;

    #[test]
    fn an_outage_is_said_once_and_so_is_its_end() {
        let mut kept = Kept::<()>::nothing("https://sso.example/keys");
        let said: Vec<_> = [true, false, false, false, true, true, false, true]
            .into_iter()
            .zip(0..)
            .filter_map(|(came, minute): (bool, i64)| {
                let now = from_ms(BEGAN_MS + minute * 60_000).unwrap();
                // It goes to the store and back in between.
                let text = serde_json::to_string(&kept).unwrap();
                kept = serde_json::from_str(&text).unwrap();
                kept.note(if came { Ok(()) } else { Err("status 502") }, now)
            })
            .collect();
        assert_eq!(
            said,
            [
                "provider.url=https://sso.example/keys outage=begun error=status 502",
                "provider.url=https://sso.example/keys outage=over outage_s=180",
                "provider.url=https://sso.example/keys outage=begun error=status 502",
                "provider.url=https://sso.example/keys outage=over outage_s=60",
            ]
        );
    }

    #[test]
    fn what_an_older_version_kept_is_read() {
        let old = r#"{"url":"https://sso.example/keys","asked_ms":1,"read":null}"#;
        let kept: Kept<()> = serde_json::from_str(old).unwrap();
        assert_eq!(kept.silent_since_ms, None);
    }

    #[test]
    fn what_a_wrong_clock_left_is_of_no_age() {
        let kept = Kept {
            url: String::new(),
            asked_ms: BEGAN_MS + 5_000,
            read: Some((BEGAN_MS + 3_000, ())),
            silent_since_ms: None,
        };
        let told = |ms| {
            let now = from_ms(BEGAN_MS + ms).unwrap();
            (kept.age_s(now), kept.was_asked_s_ago(now))
        };
        assert_eq!(told(2_999), (None, None));
        assert_eq!(told(4_000), (Some(1), None));
        assert_eq!(told(5_000), (Some(2), Some(0)));
    }
}
