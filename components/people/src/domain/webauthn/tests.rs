//! The ceremonies held against the vectors of the specification, and what is wrong with others.

use serde_json::json;

use super::*;

/// WebAuthn Level 3 §16.2, "ES256 Credential with No Attestation": the authenticator data of the
/// registration (within its attestation object), its client data and challenge.
const REGISTERED: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5\
    59000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b\
    33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c3\
    3a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
const REGISTERED_CLIENT: &str = "7b2274797065223a22776562617574686e2e637265617465222c2263686\
    16c6c656e6765223a22414d4d507434557878475453746e63647134313759447742466938767049612d7077386\
    f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f7\
    3734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d6\
    17920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206\
    675747572652c207375636820617320746869733a20426b5165446a646354427258426941774a544c453551227\
    d";
const REGISTERED_CHALLENGE: &str =
    "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130";
const CREDENTIAL_ID: &str = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
/// The same of its authentication, and the signature.
const SHOWN: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
const SHOWN_CLIENT: &str = "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e67652\
    23a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167\
    222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e2\
    23a66616c73657d";
const SHOWN_CHALLENGE: &str = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408";
const SIGNATURE: &str = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deff\
    cd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";
/// The RP ID and the origin of every example there (§16.1).
const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://example.org";
/// What comes before the point in the SPKI of a P-256 key (RFC 5480 §2).
const P256_SPKI: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

/// The key of the vectors, as a browser gives it: `x` and `y` stand at the end of the registration.
fn key() -> PublicKey {
    let cose = &REGISTERED[REGISTERED.len() - 134..];
    let (x, y) = (&cose[..64], &cose[70..]);
    PublicKey::read(&bytes(&format!("{P256_SPKI}04{x}{y}"))).unwrap()
}

/// Authenticator data of the vectors' office with these flags, a counter of 7 and the rest.
fn data(flags: u8, rest: &[u8]) -> Vec<u8> {
    let head = [&*bytes(&SHOWN[..64]), &[flags, 0, 0, 0, 7]].concat();
    [&*head, rest].concat()
}

#[test]
fn the_vectors_of_the_specification_are_what_they_say() {
    let client = bytes(REGISTERED_CLIENT);
    let challenge = read_client_data(&client, Kind::Create, ORIGIN).unwrap();
    assert_eq!(challenge, bytes(REGISTERED_CHALLENGE));
    let client = bytes(SHOWN_CLIENT);
    let challenge = read_client_data(&client, Kind::Get, ORIGIN).unwrap();
    assert_eq!(challenge, bytes(SHOWN_CHALLENGE));
    let (shown, signature) = (bytes(SHOWN), bytes(SIGNATURE));
    assert_eq!(
        check_signature(&key(), (&shown, &client), &signature),
        Ok(())
    );
    for (shown, client, signature) in [
        (bytes(REGISTERED), client.clone(), signature.clone()),
        (shown.clone(), bytes(REGISTERED_CLIENT), signature.clone()),
        (shown, client, bytes(SHOWN)),
    ] {
        let refused = check_signature(&key(), (&shown, &client), &signature);
        assert_eq!(refused, Err(Flaw::Signature));
    }
    // Their authenticator asked nobody who they were, which is not enough here.
    for told in [REGISTERED, SHOWN] {
        let refused = AuthenticatorData::read(&bytes(told), RP_ID);
        assert_eq!(refused, Err(Flaw::Verification));
    }
    let mut registered = bytes(REGISTERED);
    registered[32] |= USER_VERIFIED;
    let read = AuthenticatorData::read(&registered, RP_ID).unwrap();
    assert_eq!(read.credential_id, Some(bytes(CREDENTIAL_ID)));
    assert_eq!(read.counter, 0);
}

#[test]
fn client_data_is_of_this_ceremony_at_this_office() {
    let said = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut data = json!({"type": "webauthn.get", "challenge": "AQID", "origin": ORIGIN});
        change(&mut data);
        read_client_data(data.to_string().as_bytes(), Kind::Get, ORIGIN)
    };
    assert_eq!(said(&|_| {}), Ok(vec![1, 2, 3]));
    assert_eq!(
        said(&|data| data["crossOrigin"] = json!(false)),
        Ok(vec![1, 2, 3])
    );
    for (field, value, flaw) in [
        ("type", json!("webauthn.create"), Flaw::Ceremony),
        ("type", json!("payment.get"), Flaw::Ceremony),
        ("origin", json!("https://example.org."), Flaw::Origin),
        ("origin", json!("http://example.org"), Flaw::Origin),
        ("origin", json!("https://example.org:8443"), Flaw::Origin),
        ("origin", json!("https://evil.example"), Flaw::Origin),
        ("crossOrigin", json!(true), Flaw::Origin),
        ("topOrigin", json!("https://evil.example"), Flaw::Origin),
        ("challenge", json!("AQID="), Flaw::ClientData),
        ("challenge", json!("+/+/"), Flaw::ClientData),
        ("challenge", json!(7), Flaw::ClientData),
        ("crossOrigin", json!("false"), Flaw::ClientData),
    ] {
        let told = said(&|data| data[field] = value.clone());
        assert_eq!(told, Err(flaw), "{field} {value}");
    }
    for bad in [
        "",
        "null",
        "[]",
        "{}",
        "\u{feff}{}",
        "{\"type\":\"webauthn.get\"}",
    ] {
        let told = read_client_data(bad.as_bytes(), Kind::Get, ORIGIN);
        assert_eq!(told, Err(Flaw::ClientData), "{bad}");
    }
}

#[test]
fn an_authenticator_says_whose_key_it_is_and_who_was_there() {
    for (flags, told) in [
        (0x05, Ok(7)),
        (0x0d, Ok(7)),
        (0x1d, Ok(7)),
        (0x85, Ok(7)),
        (0x00, Err(Flaw::Presence)),
        (0x04, Err(Flaw::Presence)),
        (0x01, Err(Flaw::Verification)),
        (0x15, Err(Flaw::Backup)),
        (0x45, Err(Flaw::AuthenticatorData)),
    ] {
        let read = AuthenticatorData::read(&data(flags, &[]), RP_ID);
        assert_eq!(read.map(|data| data.counter), told, "{flags:x}");
    }
    let elsewhere = AuthenticatorData::read(&data(0x05, &[]), "example.net");
    assert_eq!(elsewhere, Err(Flaw::RpId));
    for n in 0..HEAD_BYTES {
        let read = AuthenticatorData::read(&data(0x05, &[])[..n], RP_ID);
        assert_eq!(read, Err(Flaw::AuthenticatorData), "{n}");
    }
}

#[test]
fn a_new_key_has_an_id_that_is_neither_empty_nor_long() {
    let told = |length: u16, n: usize| {
        let rest = [
            vec![0; AAGUID_BYTES],
            length.to_be_bytes().to_vec(),
            vec![9; n],
        ]
        .concat();
        AuthenticatorData::read(&data(0x45, &rest), RP_ID).map(|data| data.credential_id)
    };
    assert_eq!(told(1, 1), Ok(Some(vec![9])));
    assert_eq!(told(1023, 1200), Ok(Some(vec![9; 1023])));
    for (length, n) in [(0, 0), (2, 1), (1023, 1022), (1024, 1200), (0xffff, 20)] {
        assert_eq!(told(length, n), Err(Flaw::AuthenticatorData), "{length}");
    }
}
