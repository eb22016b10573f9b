//! Digests: the SHA-256 of a whole file, which goes on where it stood when a request ended, and
//! what a client says of the bytes of one request.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2_resumable::Sha256;
use sha2_resumable::digest::Digest;
use sha2_resumable::digest::common::hazmat::{SerializableState as _, SerializedState};

/// The SHA-256 of a whole file, as 64 digits in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sha256Hex(String);

impl Sha256Hex {
    /// Reads the 64 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// Reads the 32 bytes in base64.
    pub fn of_base64(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 32 bytes in base64, as RFC 9530 writes them.
    pub fn base64(&self) -> String {
        let pairs = self.0.as_bytes().chunks(2);
        let byte = |pair| std::str::from_utf8(pair).map(|pair| u8::from_str_radix(pair, 16));
        let bytes: Vec<u8> = pairs.flat_map(byte).flatten().collect();
        STANDARD.encode(bytes)
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of what has come so far.
#[derive(Clone, Default)]
pub struct RunningDigest(Sha256);

impl RunningDigest {
    /// Takes up a state that was written down; none for what is no state.
    pub fn resume(state: &[u8]) -> Option<Self> {
        let state = SerializedState::<Sha256>::try_from(state).ok()?;
        Sha256::deserialize(&state).ok().map(Self)
    }

    /// What to write down.
    pub fn state(&self) -> Vec<u8> {
        self.0.serialize().to_vec()
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that came.
    pub fn finish(self) -> Sha256Hex {
        let bytes = self.0.finalize();
        Sha256Hex(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// What a client says of the bytes of one request, and what they come to.
#[derive(Clone)]
pub struct Proof {
    expected: Vec<u8>,
    running: Algorithm,
}

#[derive(Clone)]
enum Algorithm {
    Sha1(Sha1),
    Sha256(Sha256),
}

/// The names of the algorithms, as tus lists them.
pub const ALGORITHMS: &str = "sha256,sha1";

impl Proof {
    /// By the name of an algorithm and a digest in base64; none for an unknown algorithm, or a
    /// digest of another length than its own.
    pub fn new(algorithm: &str, digest: &str) -> Option<Self> {
        let running = match algorithm {
            "sha1" => Algorithm::Sha1(Sha1::default()),
            "sha256" => Algorithm::Sha256(Sha256::default()),
            _ => return None,
        };
        let expected = STANDARD.decode(digest).ok()?;
        let length = match running {
            Algorithm::Sha1(_) => 20,
            Algorithm::Sha256(_) => 32,
        };
        (expected.len() == length).then_some(Self { expected, running })
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.running {
            Algorithm::Sha1(running) => running.update(bytes),
            Algorithm::Sha256(running) => running.update(bytes),
        }
    }

    /// Whether the bytes were what the client said.
    pub fn holds(self) -> bool {
        let found = match self.running {
            Algorithm::Sha1(running) => running.finalize().to_vec(),
            Algorithm::Sha256(running) => running.finalize().to_vec(),
        };
        found == self.expected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4's example "abc".
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_digest_goes_on_where_it_stood() {
        let bytes: Vec<u8> = (0..300_u32).flat_map(u32::to_le_bytes).collect();
        let mut at_once = RunningDigest::default();
        at_once.update(&bytes);
        let at_once = at_once.finish();
        for cut in 0..bytes.len() {
            let (first, second) = bytes.split_at(cut);
            let mut running = RunningDigest::default();
            running.update(first);
            let mut resumed = RunningDigest::resume(&running.state()).unwrap();
            resumed.update(second);
            assert_eq!(resumed.finish(), at_once, "{cut}");
        }
        let mut abc = RunningDigest::default();
        abc.update(b"abc");
        let abc = abc.finish();
        assert_eq!(abc.as_str(), ABC);
        assert_eq!(abc.base64(), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        assert!(RunningDigest::resume(b"not a state").is_none());
    }

    #[test]
    fn a_proof_holds_for_its_own_bytes_only() {
        // RFC 3174's example "abc", and the one above.
        for (algorithm, digest) in [
            ("sha1", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
            ("sha256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
        ] {
            for (bytes, holds) in [(&b"abc"[..], true), (b"abd", false), (b"", false)] {
                let mut proof = Proof::new(algorithm, digest).unwrap();
                proof.update(bytes);
                assert_eq!(proof.holds(), holds, "{algorithm}");
            }
        }
        for (algorithm, digest) in [
            ("md5", "kAFQmDzST7DWlj99KOF/cg=="),
            ("sha1", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
            ("sha256", ""),
            ("sha256", "***"),
            ("SHA256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
        ] {
            assert!(
                Proof::new(algorithm, digest).is_none(),
                "{algorithm} {digest}"
            );
        }
    }
}
