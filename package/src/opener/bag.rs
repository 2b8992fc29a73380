//! Walks through the plaintext: members in order, then the central directory, each compared with what it must be.

use crypto::digest::{Sha256, Sha256Digest};
use ectd::fold::Names;
use ectd::path::DossierPath;

use super::stream::Plaintext;
use super::taker::Taker;
use super::{Member, OpenError};
use crate::bag::{self, Manifest, Tags};
use crate::damage::{Damage, Fault};
use crate::statement::Facts;
use crate::zip;

/// One walk, from the first local header to the last end record.
pub(super) struct Walk<'a, 't> {
    plaintext: Plaintext,
    facts: &'a Facts,
    taker: Taker<'t>,
    manifest: Manifest,
    names: Names,
    directory: Directory,
}

/// A local header that is in its canonical form.
struct Local {
    name: String,
    size: u64,
    crc: u32,
    offset: u64,
}

impl<'a, 't> Walk<'a, 't> {
    pub(super) fn new(plaintext: Plaintext, facts: &'a Facts, taker: Taker<'t>) -> Self {
        Self {
            plaintext,
            facts,
            taker,
            manifest: Manifest::new(),
            names: Names::default(),
            directory: Directory::default(),
        }
    }

    pub(super) fn run(mut self) -> Result<Tags, OpenError> {
        let info_header = self.local()?;
        let info_offset = self.plaintext.position();
        let info = self.short(&info_header, bag::BAG_INFO, bag::MOST_BAG_INFO)?;
        let bagit = self.local()?;
        self.exactly(&bagit, bag::BAGIT, bag::BAGIT_TEXT)?;
        let manifest = self.files()?;

        let tags = std::mem::take(&mut self.manifest).finish(&self.facts.application, &self.facts.sequence);
        if info != tags.bag_info.as_bytes() {
            return Err(self.damage(info_offset, Some(bag::BAG_INFO), Fault::TagFile));
        }
        self.manifest_file(&manifest, &tags)?;
        let tag_manifest = self.local()?;
        self.exactly(&tag_manifest, bag::TAG_MANIFEST, &tags.tag_manifest)?;
        if tags.root != self.facts.manifest_root {
            let (expected, found) = (self.facts.manifest_root, tags.root);
            return Err(self.damage(
                tag_manifest.offset,
                Some(bag::TAG_MANIFEST),
                Fault::Root { expected, found },
            ));
        }
        self.directory()?;
        Ok(tags)
    }

    /// Takes the files, up to the first local header that is no file's: the manifest's.
    fn files(&mut self) -> Result<Local, OpenError> {
        let folder = bag::data_folder(&self.facts.sequence);
        let mut before: Option<DossierPath> = None;
        // Of those whose digest is not known yet.
        let mut waiting: Vec<(String, u64)> = Vec::new();
        loop {
            let local = self.local()?;
            let Some(path) = local.name.strip_prefix(&folder) else {
                if before.is_none() {
                    return Err(self.damage(local.offset, Some(&local.name), Fault::NoFile));
                }
                self.read_back(&waiting)?;
                return Ok(local);
            };
            let refused = |fault| self.damage(local.offset, Some(&local.name), fault);
            let path: DossierPath = path.parse().map_err(|refusal| refused(Fault::Name(refusal)))?;
            if before.is_some_and(|before| before >= path) {
                return Err(refused(Fault::Order));
            }
            if self.manifest.totals().files + waiting.len() as u64 == bag::MOST_FILES {
                return Err(refused(Fault::TooMany));
            }
            if self.names.take(&path).is_err() {
                return Err(self.damage(local.offset, Some(&local.name), Fault::Clash));
            }
            match self.content(&local, Some(&path))? {
                Some(sha256) => self.manifest.push(&local.name, local.size, &sha256),
                None => waiting.push((local.name, local.size)),
            }
            before = Some(path);
        }
    }

    /// Takes the digests of the files that were kept from where they lie.
    fn read_back(&mut self, waiting: &[(String, u64)]) -> Result<(), OpenError> {
        let digests = self.taker.read_back(waiting.len()).map_err(OpenError::Sink)?;
        for ((name, size), sha256) in waiting.iter().zip(&digests) {
            self.manifest.push(name, *size, sha256);
        }
        Ok(())
    }

    fn manifest_file(&mut self, local: &Local, tags: &Tags) -> Result<(), OpenError> {
        self.named(local, bag::MANIFEST)?;
        if local.size != tags.totals.manifest_len {
            return Err(self.damage(local.offset, Some(bag::MANIFEST), Fault::TagFile));
        }
        // Equal SHA-256 and length stand for equal bytes: the manifest may be too long to be kept.
        if self.content(local, None)? == Some(tags.manifest_sha256) {
            Ok(())
        } else {
            Err(self.damage(local.offset, Some(bag::MANIFEST), Fault::TagFile))
        }
    }

    /// A local header: what it claims is written again in its canonical form and compared.
    fn local(&mut self) -> Result<Local, OpenError> {
        let offset = self.plaintext.position();
        let fixed = self.plaintext.take(zip::LOCAL_FIXED as u64)?;
        let claim = <&[u8; zip::LOCAL_FIXED]>::try_from(&fixed[..]).ok().and_then(zip::claim);
        let record = |walk: &Self| walk.damage(offset, None, Fault::Record { record: "local header" });
        let claim = claim.filter(|claim| claim.name_len <= MOST_NAME).ok_or_else(|| record(self))?;
        let rest = self.plaintext.take(zip::LOCAL - zip::LOCAL_FIXED as u64 + claim.name_len as u64)?;
        let (name, extra) = rest.split_at_checked(claim.name_len).ok_or_else(|| record(self))?;
        let name = String::from_utf8(name.to_vec()).map_err(|_| record(self))?;
        let size = extra.get(4..12).and_then(|size| size.try_into().ok()).map(u64::from_le_bytes);
        let size = size.ok_or_else(|| record(self))?;

        let mut canonical = Vec::new();
        zip::local(&mut canonical, &name, size, claim.crc);
        if canonical != [fixed, rest].concat() || size > self.plaintext.remaining() {
            return Err(self.damage(offset, Some(&name), Fault::Record { record: "local header" }));
        }
        self.directory.push(&name, size, claim.crc, offset);
        Ok(Local { name, size, crc: claim.crc, offset })
    }

    /// Hands a content on and compares its CRC-32 with the header's. Gives its SHA-256, unless that of the kept file will
    /// be taken.
    fn content(
        &mut self,
        local: &Local,
        path: Option<&DossierPath>,
    ) -> Result<Option<Sha256Digest>, OpenError> {
        let begin = self.plaintext.position();
        self.taker.begin(&Member { name: &local.name, path, size: local.size }).map_err(OpenError::Sink)?;
        let mut sha256 = self.taker.passes(path).then(Sha256::new);
        let mut crc = crc32fast::Hasher::new();
        let mut remaining = local.size;
        while remaining > 0 {
            // `local` has made sure that the plaintext is this long, so no chunk is empty.
            let chunk = self.plaintext.chunk(remaining)?;
            if let Some(sha256) = &mut sha256 {
                sha256.update(chunk);
            }
            crc.update(chunk);
            self.taker.bytes(chunk).map_err(OpenError::Sink)?;
            remaining -= chunk.len() as u64;
        }
        if crc.finalize() != local.crc {
            return Err(self.damage(begin, Some(&local.name), Fault::Crc));
        }
        let sha256 = sha256.map(Sha256::finish);
        self.taker.end(sha256.as_ref()).map_err(OpenError::Sink)?;
        Ok(sha256)
    }

    /// A tag file that is short enough to be kept.
    fn short(&mut self, local: &Local, name: &str, most: u64) -> Result<Vec<u8>, OpenError> {
        self.named(local, name)?;
        if local.size > most {
            return Err(self.damage(local.offset, Some(name), Fault::TagFile));
        }
        let begin = self.plaintext.position();
        let bytes = self.plaintext.take(local.size)?;
        if crc32fast::hash(&bytes) != local.crc {
            return Err(self.damage(begin, Some(name), Fault::Crc));
        }
        self.taker.begin(&Member { name, path: None, size: local.size }).map_err(OpenError::Sink)?;
        self.taker.bytes(&bytes).map_err(OpenError::Sink)?;
        self.taker.end(Some(&Sha256Digest::of(&bytes))).map_err(OpenError::Sink)?;
        Ok(bytes)
    }

    fn exactly(&mut self, local: &Local, name: &str, text: &str) -> Result<(), OpenError> {
        let begin = self.plaintext.position();
        let bytes = self.short(local, name, text.len() as u64)?;
        if bytes == text.as_bytes() { Ok(()) } else { Err(self.damage(begin, Some(name), Fault::TagFile)) }
    }

    fn named(&self, local: &Local, name: &str) -> Result<(), OpenError> {
        if local.name == name {
            return Ok(());
        }
        Err(self.damage(local.offset, Some(name), Fault::Member { found: local.name.clone() }))
    }

    /// The central directory and the end records, to the last byte.
    fn directory(&mut self) -> Result<(), OpenError> {
        let begin = self.plaintext.position();
        let Directory { members, len, sha256 } = std::mem::take(&mut self.directory);
        let mut found = Sha256::new();
        let mut remaining = len;
        while remaining > 0 {
            match self.plaintext.chunk(remaining)? {
                [] => break,
                chunk => {
                    found.update(chunk);
                    remaining -= chunk.len() as u64;
                }
            }
        }
        if remaining > 0 || found.finish() != sha256.finish() {
            return Err(self.damage(begin, None, Fault::Record { record: "central directory" }));
        }
        let at = self.plaintext.position();
        let mut end = Vec::new();
        zip::end(&mut end, members, len, begin);
        if self.plaintext.take(zip::END + 1)? != end {
            return Err(self.damage(at, None, Fault::Record { record: "end record" }));
        }
        Ok(())
    }

    fn damage(&self, offset: u64, file: Option<&str>, fault: Fault) -> OpenError {
        OpenError::Damage(Damage { place: self.plaintext.place(offset, file), fault })
    }
}

/// The central directory that belongs to the local headers seen, by length and SHA-256.
#[derive(Default)]
struct Directory {
    members: u64,
    len: u64,
    sha256: Sha256,
}

impl Directory {
    fn push(&mut self, name: &str, size: u64, crc: u32, offset: u64) {
        let mut record = Vec::new();
        zip::central(&mut record, name, size, crc, offset);
        self.sha256.update(&record);
        self.len += record.len() as u64;
        self.members += 1;
    }
}

/// `data/`, a sequence of 32 characters, a slash, a path of 1,024 bytes.
const MOST_NAME: usize = 5 + 32 + 1 + 1024;
