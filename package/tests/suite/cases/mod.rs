//! The cases of the package vectors.

mod bag;
mod clear;

use crypto::wrap::{Kem, PrivateKey};
use package::opener::Opener;

use crate::forge::{self, Forge};
use crate::support::Parties;

/// One byte form and what a reader must make of it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) expect: Expect,
    pub(crate) bytes: Vec<u8>,
    pub(crate) keys: Vec<(&'static str, PrivateKey)>,
    pub(crate) authority: Vec<u8>,
}

/// What a reader must make of it.
pub(crate) enum Expect {
    Opens,
    /// Where and why.
    Refused(&'static str, &'static str),
}

pub(crate) fn all() -> Vec<Case> {
    let parties = forge::parties(Kem::X25519);
    let mut cases = sound(&parties);
    cases.extend(clear::cases(&parties));
    cases.extend(stream(&parties));
    cases.extend(bag::cases(&parties));
    cases
}

/// A case for both keys.
pub(crate) fn case(
    parties: &Parties,
    name: &'static str,
    about: &'static str,
    expect: Expect,
    bytes: Vec<u8>,
) -> Case {
    let keys = vec![("centre", parties.centre.clone()), ("applicant", parties.applicant.clone())];
    Case { name, about, expect, bytes, keys, authority: parties.anchor().der().to_vec() }
}

/// Files as real dossiers have them, small.
pub(crate) const FILES: &[(&str, &[u8])] =
    &[("empty", b""), ("m1/cn/a b.pdf", b"%PDF-1.4\n"), ("m1/夹/𠮷.txt", b"text\n")];

fn sound(parties: &Parties) -> Vec<Case> {
    let hybrid = forge::parties(Kem::XWing);
    let members = |text: String| {
        let tail =
            text.strip_prefix(r#"{"format":"sealpost-package/1","#).unwrap().strip_suffix('}').unwrap();
        format!("{{ {tail} ,\n \"note\":\"\u{5939}\", \"format\" : \"sealpost-package/1\" }}")
    };
    let said = |facts: &mut package::statement::Facts| {
        facts.remark = Some("LEAF-04: 已知".parse().unwrap());
        facts.previous_root = Some(facts.manifest_root);
    };
    let entries = forge::bag(FILES);
    vec![
        case(
            parties,
            "sound-x25519",
            "three files, one empty, names in three scripts; X25519",
            Expect::Opens,
            Forge::of(parties, &entries).seal(),
        ),
        case(
            &hybrid,
            "sound-x-wing",
            "the same files; X-Wing",
            Expect::Opens,
            Forge::of(&hybrid, &entries).seal(),
        ),
        case(
            parties,
            "sound-other-member-order",
            "header with white space, another order and an unknown member, which crit does not name",
            Expect::Opens,
            Forge { text: &members, ..Forge::of(parties, &entries) }.seal(),
        ),
        case(
            parties,
            "sound-remark",
            "statement with remark and previous root",
            Expect::Opens,
            Forge { facts: &said, ..Forge::of(parties, &entries) }.seal(),
        ),
    ]
}

fn stream(parties: &Parties) -> Vec<Case> {
    let entries = forge::bag(FILES);
    let refused = |name, about, place, code, change: &dyn Fn(&mut Vec<u8>, usize)| {
        let bytes = Forge { file: change, ..Forge::of(parties, &entries) }.seal();
        case(parties, name, about, Expect::Refused(place, code), bytes)
    };
    let mut cases = vec![
        refused(
            "stream-header-length",
            "the stream begins with 29",
            "stream",
            "stream-header",
            &|file, payload| {
                file[payload] = 0x29;
            },
        ),
        refused("stream-salt", "another salt", "stream", "commitment", &|file, payload| {
            file[payload + 1] ^= 1;
        }),
        refused("stream-prefix", "another nonce prefix", "stream", "segment", &|file, payload| {
            file[payload + 33] ^= 1;
        }),
        refused("stream-flipped", "one bit of a segment", "stream", "segment", &|file, payload| {
            file[payload + 41] ^= 4;
        }),
        refused("stream-tag", "one bit of a tag", "stream", "segment", &|file, _| {
            *file.last_mut().unwrap() ^= 0x80;
        }),
        refused("stream-cut", "one byte short", "stream", "truncated", &|file, _| {
            file.truncate(file.len() - 1);
        }),
        refused("stream-none", "ends with the clear part", "stream", "truncated", &|file, payload| {
            file.truncate(payload);
        }),
        refused("stream-longer", "one byte more", "stream", "longer", &|file, _| file.push(0)),
    ];
    cases.push(two_keys(parties));
    cases.push(stranger(parties));
    cases.push(other_package(parties));
    cases
}

/// The header commits to one data key and the stanzas hold another.
fn two_keys(parties: &Parties) -> Case {
    let header = |header: &mut package::header::Header| {
        let other = crypto::segment::DataKey::from_bytes([7; 32]);
        header.commitment =
            crypto::commitment::Commitment::to(&other, &crypto::segment::Salt::from_bytes([7; 32]));
    };
    let bytes = Forge { header: &header, ..Forge::of(parties, &forge::bag(FILES)) }.seal();
    case(
        parties,
        "stream-commitment",
        "the header commits to another data key than the one that is wrapped",
        Expect::Refused("stream", "commitment"),
        bytes,
    )
}

fn stranger(parties: &Parties) -> Case {
    let bytes = Forge::of(parties, &forge::bag(FILES)).seal();
    let key = PrivateKey::from_secret(Kem::X25519, crypto::secret::Secret::from_bytes([3; 32]));
    let expect = Expect::Refused("key", "no-recipient");
    Case {
        keys: vec![("escrow", key)],
        ..case(parties, "key-stranger", "a key that is no recipient", expect, bytes)
    }
}

/// Stanzas moved over from another package of the same parties.
fn other_package(parties: &Parties) -> Case {
    let first = Forge::of(parties, &forge::bag(FILES)).seal();
    let taken = Opener::new(&first[..], &parties.centre, &[]).unwrap().head().header().stanzas.clone();
    let header = move |header: &mut package::header::Header| header.stanzas = taken.clone();
    let bytes = Forge { header: &header, ..Forge::of(parties, &forge::bag(FILES)) }.seal();
    let expect = Expect::Refused("key", "wrap");
    case(parties, "key-other-package", "the stanzas of another package for the same keys", expect, bytes)
}
