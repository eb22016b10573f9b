//! Signed notes against one that others have published, and every way to forge one.

use ngantor_tlog::checkpoint::{NoteFault, Signer, Verifier};
use ngantor_tlog::merkle::leaf_hash;

/// From the C2SP specification of signed notes.
const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo \
    Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

#[test]
fn the_published_note_is_signed_by_the_published_key() {
    let key = Verifier::parse(KEY).unwrap();
    assert_eq!(key.to_string(), KEY);
    assert_eq!(key.signed_text(NOTE), Ok("This is an example message.\n"));
    // It is no checkpoint.
    assert_eq!(key.open(NOTE), Err(NoteFault::Unreadable));
    let changed = NOTE.replace("example message", "Example message");
    assert_eq!(key.signed_text(&changed), Err(NoteFault::Forged));
}

#[test]
fn a_head_is_read_by_the_key_of_its_log_alone() {
    let signer = Signer::new("attendance", [7; 32]).unwrap();
    let root = leaf_hash(b"a");
    let note = signer.sign(1, &root);
    let key = Verifier::parse(&signer.verifier().to_string()).unwrap();
    let head = key.open(&note).unwrap();
    assert_eq!(
        (head.origin.as_str(), head.size, head.root),
        (signer.origin(), 1, root)
    );
    let other = Signer::new("attendance", [8; 32]).unwrap().verifier();
    assert_eq!(other.open(&note), Err(NoteFault::NotSigned));
    let also_signed = format!("{note}\u{2014} witness AAAAAAAA\n");
    assert!(key.open(&also_signed).is_ok());
    for (what, forged, fault) in [
        (
            "another size",
            note.replacen("\n1\n", "\n2\n", 1),
            NoteFault::Forged,
        ),
        (
            "a size with zeros",
            note.replacen("\n1\n", "\n01\n", 1),
            NoteFault::Forged,
        ),
        (
            "no signature",
            note.split("\n\n").next().unwrap().to_owned(),
            NoteFault::Unreadable,
        ),
        (
            "no last line break",
            note.trim_end().to_owned(),
            NoteFault::Unreadable,
        ),
        (
            "a carriage return",
            note.replacen('\n', "\r\n", 1),
            NoteFault::Unreadable,
        ),
        (
            "words behind",
            format!("{note}more\n"),
            NoteFault::Unreadable,
        ),
        ("nothing", String::new(), NoteFault::Unreadable),
    ] {
        assert_eq!(key.open(&forged), Err(fault), "{what}");
    }
}

#[test]
fn a_key_with_another_id_or_name_is_none() {
    for bad in [
        "",
        "a",
        "a+b",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U",
    ] {
        assert_eq!(Verifier::parse(bad), None, "{bad}");
    }
}

/// Read by another implementation (PyPI metamorphic-log 0.1.11), which refuses another size:
/// `metamorphic_log.checkpoint_verify(note, [key])`.
#[test]
fn our_note_is_what_others_read() {
    let signer = Signer::new("attendance", [7; 32]).unwrap();
    assert_eq!(
        signer.verifier().to_string(),
        "ngantor/attendance/fe812c12f3ab4ce6+27fe3da5+\
         AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
    );
    assert_eq!(
        signer.sign(1, &leaf_hash(b"a")),
        "ngantor/attendance/fe812c12f3ab4ce6\n1\n\
         Aippeebat6pa5MPl5F9+l3ESp+Y1k4INvsHsc4ok+Tw=\n\n\
         \u{2014} ngantor/attendance/fe812c12f3ab4ce6 \
         J/49pX0S/ihlXDaGHfurPNqGiI2yyuWzRyklviXcKLS1VvUan/LaBHm9dpVt\
         oVCQDxbnAeRO0lDvJsJybt6JSM5uAQU=\n"
    );
}

#[test]
fn a_seed_of_zeros_is_no_secret() {
    assert!(Signer::new("attendance", [0; 32]).is_none());
}
