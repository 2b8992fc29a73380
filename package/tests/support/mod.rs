//! Parties, folders and packages for the tests of this crate.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crypto::chain::Anchor;
use crypto::digest::Sha256Digest;
use crypto::issue::{Authority, Subject};
use crypto::role::Role;
use crypto::signature::SigningKey;
use crypto::wrap::{Kem, PrivateKey};
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use package::evidence::Signer;
use package::opener::{Member, OpenError, Opened, Opener, Sink};
use package::plan::Plan;
use package::sealer::{Filing, Sealer};
use package::time::UtcTime;

/// A centre with its CA and an applicant that it has enrolled.
pub(crate) struct Parties {
    pub(crate) authority: Authority,
    pub(crate) signer: Signer,
    pub(crate) centre: PrivateKey,
    pub(crate) applicant: PrivateKey,
}

pub(crate) const NOW: u64 = 1_790_000_000;

impl Parties {
    pub(crate) fn new(kem: Kem) -> Self {
        let authority = Authority::generate("CDE", "Test Centre", NOW).unwrap();
        let signer = signer(&authority, "acme", Role::ApplicantSigning);
        Self {
            authority,
            signer,
            centre: PrivateKey::generate(kem).unwrap(),
            applicant: PrivateKey::generate(kem).unwrap(),
        }
    }

    pub(crate) fn anchor(&self) -> &Anchor {
        self.authority.anchor()
    }

    pub(crate) fn filing(&self) -> Filing {
        Filing {
            centre: "CDE".parse().unwrap(),
            centre_key: self.centre.public().clone(),
            organisation: "acme".parse().unwrap(),
            applicant_key: self.applicant.public().clone(),
            kind: Profile::Generic,
            time: UtcTime::from_seconds(NOW),
            previous_root: None,
            remark: None,
        }
    }

    pub(crate) fn sealer(&self, folder: &Path) -> Sealer {
        Sealer::new(plan(folder), &self.filing(), &self.signer).unwrap()
    }
}

pub(crate) fn signer(authority: &Authority, id: &str, role: Role) -> Signer {
    let key = SigningKey::generate().unwrap();
    let subject = Subject { id: id.to_owned(), organisation: format!("{id} Ltd"), role };
    let certificate = authority.issue(&subject, &key.public(), NOW).unwrap();
    Signer::new(key, vec![certificate]).unwrap()
}

pub(crate) fn plan(folder: &Path) -> Plan {
    let dossier = Dossier::open(folder).unwrap();
    let entries = dossier.sealable().unwrap();
    Plan::read(folder, "x202600001".parse().unwrap(), "0000".parse().unwrap(), entries, &mut ()).unwrap()
}

/// Writes files into a new folder.
pub(crate) fn folder(files: &BTreeMap<String, Vec<u8>>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let place = folder.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, content).unwrap();
    }
    folder
}

pub(crate) fn files<const N: usize>(files: [(&str, Vec<u8>); N]) -> BTreeMap<String, Vec<u8>> {
    files.into_iter().map(|(path, content)| (path.to_owned(), content)).collect()
}

/// Bytes that no compression and no repetition can hide an error in.
pub(crate) fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(len).collect()
}

/// The whole package in memory.
pub(crate) fn package(sealer: &Sealer, folder: &Path) -> Vec<u8> {
    let mut bytes = sealer.head().bytes().to_vec();
    for index in 0..sealer.segments().count() {
        bytes.extend(sealer.segment(index, folder).unwrap());
    }
    bytes
}

/// Takes everything out into memory.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) members: BTreeMap<String, Vec<u8>>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    open: (String, Option<String>, Vec<u8>),
}

impl Sink for Memory {
    fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        self.open = (member.name.to_owned(), member.path.map(ToString::to_string), Vec::new());
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.open.2.extend_from_slice(bytes);
        Ok(())
    }

    fn end(&mut self, sha256: &Sha256Digest) -> io::Result<()> {
        let (name, path, content) = std::mem::take(&mut self.open);
        assert_eq!(*sha256, Sha256Digest::of(&content), "{name}");
        if let Some(path) = path {
            self.files.insert(path, content.clone());
        }
        self.members.insert(name, content);
        Ok(())
    }
}

pub(crate) fn open(package: &[u8], key: &PrivateKey) -> Result<(Opened, Memory), OpenError> {
    let mut memory = Memory::default();
    let opened = Opener::new(package, key, &[])?.open(&mut memory)?;
    Ok((opened, memory))
}
