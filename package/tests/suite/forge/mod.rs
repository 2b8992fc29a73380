//! Seals what the sealer never would: any plaintext, any header, any statement, under real keys.

use crypto::commitment::Commitment;
use crypto::digest::Sha256Digest;
use crypto::secret::Secret;
use crypto::segment::{DataKey, NoncePrefix, Salt, Stream, header};
use crypto::wrap::{Kem, PrivateKey};
use package::bag::{self, Manifest};
use package::frame;
use package::header::Header;
use package::identity::{HeaderDigest, ManifestRoot, PackageId};
use package::layout::Segments;
use package::stanza::{Role, Stanza};
use package::statement::{Facts, Statement};
use package::time::UtcTime;
use package::zip;

use crate::support::{NOW, Parties};

/// An entry of the zip to be.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

/// The parties of the vectors: fixed decryption keys.
pub(crate) fn parties(kem: Kem) -> Parties {
    let key = |byte| PrivateKey::from_secret(kem, Secret::from_bytes([byte; 32]));
    Parties { centre: key(1), applicant: key(2), ..Parties::new(kem) }
}

/// The entries of a sound bag of these files, in the order given.
pub(crate) fn bag(files: &[(&str, &[u8])]) -> Vec<Entry> {
    let mut manifest = Manifest::new();
    let mut lines = String::new();
    let mut data = Vec::new();
    for (path, content) in files {
        let name = format!("data/0000/{path}");
        let sha256 = Sha256Digest::of(content);
        manifest.push(&name, content.len() as u64, &sha256);
        bag::line(&mut lines, &name, &sha256);
        data.push(entry(&name, content));
    }
    let tags = manifest.finish(&"x202600001".parse().unwrap(), &"0000".parse().unwrap());
    let mut entries =
        vec![entry(bag::BAG_INFO, tags.bag_info.as_bytes()), entry(bag::BAGIT, bag::BAGIT_TEXT.as_bytes())];
    entries.append(&mut data);
    entries.push(entry(bag::MANIFEST, lines.as_bytes()));
    entries.push(entry(bag::TAG_MANIFEST, tags.tag_manifest.as_bytes()));
    entries
}

pub(crate) fn entry(name: &str, content: &[u8]) -> Entry {
    Entry { name: name.to_owned(), content: content.to_vec() }
}

/// Writes the tag manifest again, for tag files that were changed.
pub(crate) fn tagged(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut lines = String::new();
    for name in [bag::BAG_INFO, bag::BAGIT, bag::MANIFEST] {
        let content = &entries.iter().find(|entry| entry.name == name).unwrap().content;
        bag::line(&mut lines, name, &Sha256Digest::of(content));
    }
    entries.last_mut().unwrap().content = lines.into_bytes();
    entries
}

/// The canonical zip of the entries.
pub(crate) fn zipped(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for Entry { name, content } in entries {
        let (size, crc) = (content.len() as u64, crc32fast::hash(content));
        zip::central(&mut directory, name, size, crc, out.len() as u64);
        zip::local(&mut out, name, size, crc);
        out.extend_from_slice(content);
    }
    let offset = out.len() as u64;
    out.append(&mut directory);
    let len = out.len() as u64 - offset;
    zip::end(&mut out, entries.len() as u64, len, offset);
    out
}

/// A package in the making; every field may be changed before [`Forge::seal`].
pub(crate) struct Forge<'a> {
    pub(crate) parties: &'a Parties,
    pub(crate) plaintext: Vec<u8>,
    pub(crate) root: Sha256Digest,
    /// Changes header and facts before the header is written.
    pub(crate) header: &'a dyn Fn(&mut Header),
    /// Changes the header's text before it is hashed.
    pub(crate) text: &'a dyn Fn(String) -> String,
    /// Changes what is signed.
    pub(crate) facts: &'a dyn Fn(&mut Facts),
    /// Changes the whole file at the end, given PO.
    pub(crate) file: &'a dyn Fn(&mut Vec<u8>, usize),
}

impl<'a> Forge<'a> {
    /// Seals entries; the root is that of the tag manifest among them.
    pub(crate) fn of(parties: &'a Parties, entries: &[Entry]) -> Self {
        let tags = entries.iter().find(|entry| entry.name == bag::TAG_MANIFEST).unwrap();
        let root = Sha256Digest::of(&tags.content);
        Self::raw(parties, zipped(entries), root)
    }

    pub(crate) fn raw(parties: &'a Parties, plaintext: Vec<u8>, root: Sha256Digest) -> Self {
        Self {
            parties,
            plaintext,
            root,
            header: &|_| (),
            text: &|text| text,
            facts: &|_| (),
            file: &|_, _| (),
        }
    }

    pub(crate) fn seal(&self) -> Vec<u8> {
        let id = PackageId::from_bytes(crypto::random::bytes().unwrap());
        let (key, salt) = (DataKey::random().unwrap(), Salt::random().unwrap());
        let stanza = |role, key: &PrivateKey, dek| Stanza::seal(role, key.public(), &id, dek).unwrap();
        let mut written = Header {
            id,
            segments: Segments::of(self.plaintext.len() as u64).unwrap(),
            commitment: Commitment::to(&key, &salt),
            signer: self.parties.signer.certificate().spki_sha256,
            stanzas: vec![
                stanza(Role::Centre, &self.parties.centre, &key),
                stanza(Role::Applicant, &self.parties.applicant, &key),
            ],
        };
        (self.header)(&mut written);
        let text = (self.text)(String::from_utf8(written.to_bytes()).unwrap()).into_bytes();
        let a = Sha256Digest::of(&frame::bound(&text));
        let statement = Statement::sign(&self.statement(id, a), &self.parties.signer).unwrap();
        let mut out = frame::write(&text, statement.bytes());
        let payload = out.len();
        out.extend(self.stream(&key, &salt, &a));
        (self.file)(&mut out, payload);
        out
    }

    fn statement(&self, package: PackageId, a: Sha256Digest) -> Facts {
        let mut facts = Facts {
            package,
            header_sha256: HeaderDigest(a),
            manifest_root: ManifestRoot(self.root),
            ciphertext_len: Segments::of(self.plaintext.len() as u64).unwrap().ciphertext_len(),
            centre: "CDE".parse().unwrap(),
            organisation: "acme".parse().unwrap(),
            application: "x202600001".parse().unwrap(),
            sequence: "0000".parse().unwrap(),
            kind: ectd::profile::Profile::Generic,
            time: UtcTime::from_seconds(NOW),
            previous_root: None,
            remark: None,
        };
        (self.facts)(&mut facts);
        facts
    }

    fn stream(&self, key: &DataKey, salt: &Salt, a: &Sha256Digest) -> Vec<u8> {
        let prefix = NoncePrefix::random().unwrap();
        let cipher = Stream::new(key, salt, &prefix, a);
        let segments = Segments::of(self.plaintext.len() as u64).unwrap();
        let mut out = header(salt, &prefix).to_vec();
        for index in 0..segments.count() {
            let bounds = segments.plaintext(index);
            let mut segment = self.plaintext[bounds.start as usize..bounds.end as usize].to_vec();
            cipher.seal(index, index + 1 == segments.count(), &mut segment).unwrap();
            out.append(&mut segment);
        }
        out
    }
}
