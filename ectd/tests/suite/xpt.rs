//! What is found in one SAS transport file.

use crate::common::tiny::transport;
use ectd::xpt::{Facts, Fault};
use proptest::prelude::*;

fn facts(file: &[u8]) -> Facts {
    Facts::of(file, file.len() as u64).unwrap()
}

#[test]
fn a_sound_file_names_its_data_set() {
    let facts = facts(&transport());
    assert_eq!((facts.fault, facts.version, facts.more), (None, Some(5), false));
    let member = &facts.members[0];
    assert_eq!((member.name.as_str(), member.label.as_str()), ("DM", "Demographics"));
    assert_eq!((member.variables, member.observation), (2, 20));
}

#[test]
fn further_data_sets_are_found_behind_the_data() {
    let file = transport();
    let both = facts(&[&file[..], &file[240..]].concat());
    assert_eq!((both.fault, both.members.len()), (None, 2));
}

#[test]
fn what_is_not_sound_says_why() {
    let file = transport();
    let fault = |file: &[u8]| facts(file).fault;
    assert_eq!(fault(b""), Some(Fault::NotTransport));
    assert_eq!(fault(&[b'x'; 800]), Some(Fault::NotTransport));
    assert_eq!(fault(&file[..240]), Some(Fault::NoMember));
    for end in [100, 400, 700, 900] {
        assert_eq!(fault(&file[..end]), Some(Fault::Truncated), "{end}");
    }
    assert_eq!(fault(&file[..file.len() - 1]), Some(Fault::Length));
    let changed = |place: usize, byte: u8| {
        let mut file = file.clone();
        file[place] = byte;
        fault(&file)
    };
    assert_eq!(changed(20, b'X'), Some(Fault::NotTransport));
    assert_eq!(changed(80, b'X'), Some(Fault::Header));
    assert_eq!(changed(240 + 76, b'9'), Some(Fault::Header));
    assert_eq!(changed(320 + 20, b'X'), Some(Fault::Header));
    assert_eq!(changed(560 + 57, b'9'), Some(Fault::Variable));
    assert_eq!(changed(641, 3), Some(Fault::Variable));
    assert_eq!(changed(640 + 84, 1), Some(Fault::Variable));
}

#[test]
fn version_8_is_recognised() {
    let text = transport();
    let mut file = text.clone();
    let names: [(usize, &[u8]); 5] =
        [(0, b"LIBV8   "), (240, b"MEMBV8  "), (320, b"DSCPTV8 "), (560, b"NAMSTV8 "), (960, b"OBSV8   ")];
    for (record, name) in names {
        file[record + 20..record + 28].copy_from_slice(name);
    }
    file[400..480].copy_from_slice(format!("SAS     {:<32}SASDATA 9.4     Linux{:>19}", "DM", "").as_bytes());
    let facts = facts(&file);
    assert_eq!((facts.fault, facts.version, facts.members[0].name.as_str()), (None, Some(8), "DM"));
}

proptest! {
    /// Whatever the bytes are, reading ends.
    #[test]
    fn changed_bytes_are_endured(changes in proptest::collection::vec((0_usize..1100, any::<u8>()), 0..20)) {
        let mut file = transport();
        for (place, byte) in changes {
            let place = place % file.len();
            file[place] = byte;
        }
        facts(&file);
    }
}
