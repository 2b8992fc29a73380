//! Clear parts that are refused before any key is used.

use crypto::digest::Sha256Digest;
use crypto::role::Role;
use crypto::wrap::{Kem, PrivateKey};
use package::frame;
use package::header::Header;
use package::identity::{HeaderDigest, PackageId};
use package::statement::Facts;

use super::{Case, Expect, FILES, case};
use crate::forge::{self, Forge};
use crate::support::{Parties, signer};

pub(super) fn cases(parties: &Parties) -> Vec<Case> {
    let mut cases = frames(parties);
    cases.extend(texts(parties));
    cases.extend(recipients(parties));
    cases.extend(statements(parties));
    cases
}

fn frames(parties: &Parties) -> Vec<Case> {
    let entries = forge::bag(FILES);
    let refused = |name, about, change: &dyn Fn(&mut Vec<u8>, usize)| {
        let bytes = Forge { file: change, ..Forge::of(parties, &entries) }.seal();
        case(parties, name, about, Expect::Refused("clear", "frame"), bytes)
    };
    vec![
        refused("frame-version", "magic of version 2", &|file, _| file[7] = 2),
        refused("frame-magic", "another magic", &|file, _| file[0] = b's'),
        refused("frame-empty", "an empty file", &|file, _| file.clear()),
        refused("frame-cut", "cut inside the header", &|file, _| file.truncate(100)),
        refused("frame-header-none", "header length 0", &|file, _| file[8..12].fill(0)),
        refused("frame-header-long", "header length 1 MiB + 1", &|file, _| {
            file[8..12].copy_from_slice(&(frame::MOST_HEADER + 1).to_be_bytes());
        }),
        refused("frame-padding", "a padding byte that is not zero", &|file, payload| file[payload - 1] = 1),
    ]
}

fn texts(parties: &Parties) -> Vec<Case> {
    let entries = forge::bag(FILES);
    let refused = |name, about, code, change: &dyn Fn(String) -> String| {
        let bytes = Forge { text: change, ..Forge::of(parties, &entries) }.seal();
        case(parties, name, about, Expect::Refused("clear", code), bytes)
    };
    let swap = |from: &'static str, to: &'static str| {
        move |text: String| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        }
    };
    vec![
        refused("header-bom", "byte order mark", "header", &|text| format!("\u{feff}{text}")),
        refused("header-line-end", "a line feed after the object", "header", &|text| text + "\n"),
        refused("header-array", "an array", "header", &|text| format!("[{text}]")),
        refused("header-twice", "a member used twice", "header", &swap("{", r#"{"crit":[],"#)),
        refused(
            "header-twice-deep",
            "a member used twice inside an unknown one",
            "header",
            &swap("{", r#"{"x":{"a":1,"a":1},"#),
        ),
        refused("header-missing", "no commitment", "header", &swap("\"commitment\"", "\"committed\"")),
        refused(
            "header-text-number",
            "segments as a text",
            "header",
            &swap("\"segments\":1", "\"segments\":\"1\""),
        ),
        refused(
            "header-float",
            "segments with a fraction",
            "header",
            &swap("\"segments\":1", "\"segments\":1.0"),
        ),
        refused(
            "header-exponent",
            "segments with an exponent",
            "header",
            &swap("\"segments\":1", "\"segments\":1e0"),
        ),
        refused("header-negative", "an unknown member below zero", "header", &swap("{", r#"{"x":-1,"#)),
        refused("header-upper-case", "hex in upper case", "header", &|text| {
            let at = text.find("\"commitment\":\"").unwrap() + 14;
            format!(
                "{}{}{}",
                &text[..at],
                text[at..at + 64].to_uppercase().replacen(|c: char| c.is_ascii_digit(), "A", 1),
                &text[at + 64..]
            )
        }),
        refused(
            "header-format",
            "format of version 2",
            "format",
            &swap("sealpost-package/1", "sealpost-package/2"),
        ),
        refused("header-suite", "an unknown suite", "suite", &swap("HKDF-SHA256-1M", "HKDF-SHA256-4K")),
        refused(
            "header-crit-unknown",
            "crit names a member that is not known",
            "critical",
            &swap("\"crit\":[]", "\"crit\":[\"x\"],\"x\":1"),
        ),
        refused(
            "header-crit-known",
            "crit names a member of version 1",
            "critical",
            &swap("\"crit\":[]", "\"crit\":[\"suite\"]"),
        ),
        refused("header-crit-number", "crit holds a number", "header", &swap("\"crit\":[]", "\"crit\":[1]")),
        refused("header-segments", "segments is n + 1", "sizes", &swap("\"segments\":1", "\"segments\":2")),
        refused(
            "header-no-plaintext",
            "plaintext_len 0",
            "sizes",
            &swap("\"plaintext_len\":", "\"plaintext_len\":0,\"was\":"),
        ),
        refused(
            "header-plaintext-long",
            "plaintext_len 2^53-1",
            "sizes",
            &swap("\"plaintext_len\":", "\"plaintext_len\":9007199254740991,\"was\":"),
        ),
        refused("header-ciphertext", "ciphertext_len of a longer plaintext", "sizes", &|text| {
            let at = text.find("\"ciphertext_len\":").unwrap() + 17;
            format!("{}1{}", &text[..at], &text[at..])
        }),
        refused("header-kem", "an unknown KEM", "header", &swap("\"kem\":32", "\"kem\":16")),
        refused("header-kdf", "an unknown KDF", "header", &swap("\"kdf\":1", "\"kdf\":2")),
        refused("header-aead", "an unknown AEAD", "header", &swap("\"aead\":2", "\"aead\":1")),
        refused("header-role", "an unknown role", "header", &swap("\"centre\"", "\"center\"")),
    ]
}

fn recipients(parties: &Parties) -> Vec<Case> {
    let entries = forge::bag(FILES);
    let refused = |name, about, code, change: &dyn Fn(&mut Header)| {
        let bytes = Forge { header: change, ..Forge::of(parties, &entries) }.seal();
        case(parties, name, about, Expect::Refused("clear", code), bytes)
    };
    let hybrid = PrivateKey::from_secret(Kem::XWing, crypto::secret::Secret::from_bytes([4; 32]));
    let mixed = |header: &mut Header| {
        let key = crypto::segment::DataKey::from_bytes([9; 32]);
        let role = package::stanza::Role::Applicant;
        header.stanzas[1] = package::stanza::Stanza::seal(role, hybrid.public(), &header.id, &key).unwrap();
    };
    vec![
        refused("recipients-order", "the applicant before the centre", "recipients", &|header| {
            header.stanzas.swap(0, 1);
        }),
        refused("recipients-one", "the centre alone", "recipients", &|header| drop(header.stanzas.pop())),
        refused("recipients-none", "no recipient", "recipients", &|header| header.stanzas.clear()),
        refused("recipients-three", "the applicant twice", "recipients", &|header| {
            header.stanzas.push(header.stanzas[1].clone());
        }),
        refused("recipients-escrow", "an escrow in the header", "recipients", &|header| {
            header.stanzas[1].role = package::stanza::Role::Escrow;
        }),
        refused("recipients-same-key", "both stanzas for one key", "recipients", &|header| {
            header.stanzas[1].kid = header.stanzas[0].kid;
        }),
        refused("recipients-mixed", "X25519 for the centre, X-Wing for the applicant", "recipients", &mixed),
        refused("recipients-short-wrap", "a wrap one byte short", "header", &|header| {
            header.stanzas[0].wrap.truncate(79);
        }),
    ]
}

fn statements(parties: &Parties) -> Vec<Case> {
    let entries = forge::bag(FILES);
    let refused = |name, about, change: &dyn Fn(&mut Facts)| {
        let bytes = Forge { facts: change, ..Forge::of(parties, &entries) }.seal();
        case(parties, name, about, Expect::Refused("clear", "disagree"), bytes)
    };
    let other_signer = |header: &mut Header| header.signer = Sha256Digest::of(b"another key");
    let signer = case(
        parties,
        "statement-signer",
        "the header names another signer",
        Expect::Refused("clear", "disagree"),
        Forge { header: &other_signer, ..Forge::of(parties, &entries) }.seal(),
    );
    vec![
        signer,
        refused("statement-package", "the statement of another package", &|facts| {
            facts.package = PackageId::from_bytes([5; 16]);
        }),
        refused("statement-header", "the statement of another header", &|facts| {
            facts.header_sha256 = HeaderDigest(Sha256Digest::of(b"another header"));
        }),
        refused("statement-length", "the statement of a longer stream", &|facts| facts.ciphertext_len += 1),
        flipped(parties),
        resigned(parties),
    ]
}

fn flipped(parties: &Parties) -> Case {
    let change = |file: &mut Vec<u8>, _| {
        let frame = frame::read(&mut &file[..]).unwrap().1;
        file[frame.statement.end - 1] ^= 1;
    };
    let bytes = Forge { file: &change, ..Forge::of(parties, &forge::bag(FILES)) }.seal();
    let expect = Expect::Refused("clear", "statement");
    case(parties, "statement-flipped", "one bit of the signature", expect, bytes)
}

/// Someone else's statement about a package whose data key he lacks: he cannot change `signer`, which A covers.
fn resigned(parties: &Parties) -> Case {
    let other = signer(&parties.authority, "other", Role::ApplicantSigning);
    let change = |file: &mut Vec<u8>, payload: usize| {
        let head = package::head::Head::parse(&file[..payload]).unwrap();
        let mut facts = head.facts().clone();
        facts.organisation = "other".parse().unwrap();
        let statement = package::statement::Statement::sign(&facts, &other).unwrap();
        let frame = frame::read(&mut &file[..]).unwrap().1;
        let mut out = frame::write(&file[frame.header], statement.bytes());
        out.extend_from_slice(&file[payload..]);
        *file = out;
    };
    let bytes = Forge { file: &change, ..Forge::of(parties, &forge::bag(FILES)) }.seal();
    let expect = Expect::Refused("clear", "disagree");
    case(parties, "statement-of-another", "another organisation's statement on this package", expect, bytes)
}
