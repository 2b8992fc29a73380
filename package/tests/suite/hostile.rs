//! Bytes from a stranger: whatever they are, reading them ends with an error and never with a panic.

use std::sync::LazyLock;

use crate::support::{Parties, files, folder, package};
use crypto::wrap::{Kem, PrivateKey};
use package::head::Head;
use package::header::Header;
use package::opener::Opener;
use package::plan::Plan;
use package::sealer::Sealer;
use package::stanza;
use proptest::prelude::*;

struct Sample {
    bytes: Vec<u8>,
    payload: usize,
    header: Vec<u8>,
    journal: Vec<u8>,
    applicant: PrivateKey,
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let source = folder(&files([("m1/a.pdf", b"abc".to_vec()), ("m1/b.pdf", vec![])]));
    let parties = Parties::new(Kem::X25519);
    let sealer = parties.sealer(source.path());
    Sample {
        bytes: package(&sealer, source.path()),
        payload: sealer.head().bytes().len(),
        header: sealer.head().header().to_bytes(),
        journal: sealer.journal(),
        applicant: parties.applicant,
    }
});

/// Cuts a stretch out of `bytes` and puts others in its place.
fn spliced(bytes: &[u8], at: prop::sample::Index, cut: usize, put: &[u8]) -> Vec<u8> {
    let at = at.index(bytes.len());
    let end = (at + cut).min(bytes.len());
    [&bytes[..at], put, &bytes[end..]].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_spliced_package_is_refused(
        at in any::<prop::sample::Index>(),
        cut in 0usize..40,
        put in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let changed = spliced(&SAMPLE.bytes, at, cut, &put);
        let opened = Opener::new(&changed[..], &SAMPLE.applicant, &[]).and_then(|opener| opener.open(&mut ()));
        prop_assert_eq!(opened.is_ok(), changed == SAMPLE.bytes);
        let head = spliced(&SAMPLE.bytes[..SAMPLE.payload], at, cut, &put);
        let sound = Head::parse(&head).and_then(|head| head.verify());
        prop_assert_eq!(sound.is_ok(), head == SAMPLE.bytes[..SAMPLE.payload]);
    }

    #[test]
    fn any_header_is_read_or_refused(
        at in any::<prop::sample::Index>(),
        cut in 0usize..20,
        put in "[\\PC\"{}:,0-9\\[\\]]{0,20}",
    ) {
        let changed = spliced(&SAMPLE.header, at, cut, put.as_bytes());
        if let Ok(header) = Header::parse(&changed) {
            let again = Header::parse(&header.to_bytes());
            prop_assert_eq!(again.as_ref(), Ok(&header));
        }
    }

    #[test]
    fn a_spliced_journal_is_refused(
        at in any::<prop::sample::Index>(),
        cut in 0usize..40,
        put in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let changed = spliced(&SAMPLE.journal, at, cut, &put);
        prop_assert_eq!(Sealer::resume(&changed, &SAMPLE.applicant).is_ok(), changed == SAMPLE.journal);
    }

    #[test]
    fn any_bytes_are_no_plan_and_no_stanza(bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
        prop_assert!(Plan::decode(&bytes).is_err());
        prop_assert!(stanza::read_lines(&bytes).map_or(true, |stanzas| stanzas.is_empty()));
        prop_assert!(Head::parse(&bytes).is_err());
    }
}
