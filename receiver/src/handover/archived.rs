//! The archived object of a submission, read for a hand-over: every byte is compared with the inventory.

use std::collections::HashMap;
use std::io::Read;
use std::time::Duration;

use archive::damage::{Damage, Fault};
use archive::id::ObjectId;
use archive::inventory::Content;
use archive::key::Key;
use archive::layout;
use archive::object::Object;
use archive::root::Root;
use archive::store::{Store, StoreError};
use crypto::digest::{Sha256, Sha256Digest, Sha512, Sha512Digest};
use ectd::name::{ApplicationId, SequenceNumber};
use package::bag::{self, Manifest, Totals};

use super::error::HandoverError;
use super::{Handover, Members, put};
use crate::store;

/// An object, and the submission that it is to be.
pub struct Archived<'a> {
    object: Object,
    handover: Handover<'a>,
}

/// A file as the newest version shows it.
struct Shown<'a> {
    name: &'a str,
    content: &'a Content,
}

impl<'a> Archived<'a> {
    /// Finds the object, for reading only.
    ///
    /// # Errors
    /// [`HandoverError`].
    pub fn open(handover: &Handover<'a>) -> Result<Self, HandoverError> {
        let row = handover.row;
        let root = Root::open(store::archive::reader(handover.config)?)?;
        let id = ObjectId::new(&row.organisation, &row.application, &row.sequence)?;
        let inventory =
            id.place().join(layout::INVENTORY).map_err(|error| HandoverError::unsound("archive", &error))?;
        // A desk that adds a version replaces the two one after the other: a moment later they agree.
        for wait in [Some(MOMENT), None] {
            match (agrees(&**root.store(), &inventory), wait) {
                (Err(error), _) if error.is_missing() => {
                    return Err(damaged(&root, &inventory, Fault::Missing));
                }
                (Ok(false), None) => return Err(damaged(&root, &inventory, Fault::Otherwise)),
                (Ok(false), Some(wait)) => std::thread::sleep(wait),
                (agrees, _) => {
                    agrees?;
                    break;
                }
            }
        }
        Ok(Self { object: root.object(&id)?, handover: *handover })
    }

    /// Writes the bag that was sealed: tag files and files, in the order of the zip.
    ///
    /// # Errors
    /// [`HandoverError`], also when the bag is not the one whose manifest root was signed.
    pub fn write(&self, members: &mut dyn Members) -> Result<(), HandoverError> {
        let (application, sequence) = self.filed()?;
        let files = self.below("dossier/")?;
        let totals = self.totals();
        put(members, bag::BAG_INFO, bag::bag_info(&application, &sequence, totals).as_bytes())?;
        put(members, bag::BAGIT, bag::BAGIT_TEXT.as_bytes())?;
        let folder = bag::data_folder(&sequence);
        let mut manifest = Manifest::new();
        let mut listed = Vec::with_capacity(files.len());
        for file in files {
            let name = format!("{folder}{}", file.name);
            members.begin(&name)?;
            let mut size = 0;
            let sha256 = self.read(file.content, &mut |bytes| {
                size += bytes.len() as u64;
                Ok(members.bytes(bytes)?)
            })?;
            members.end()?;
            manifest.push(&name, size, &sha256);
            listed.push((name, sha256));
        }
        write_manifest(members, &listed)?;
        let tags = manifest.finish(&application, &sequence);
        put(members, bag::TAG_MANIFEST, tags.tag_manifest.as_bytes())?;
        let same = Totals { manifest_len: 0, ..tags.totals } == totals;
        let root = tags.root.to_string() == self.handover.row.manifest_root;
        if same && root { Ok(()) } else { Err(self.handover.otherwise()) }
    }

    /// Reads the evidence, by paths below `evidence/`.
    ///
    /// # Errors
    /// [`HandoverError`].
    pub fn evidence(&self) -> Result<Vec<(String, Vec<u8>)>, HandoverError> {
        let mut evidence = Vec::new();
        for file in self.below("evidence/")? {
            let mut bytes = Vec::new();
            self.read(file.content, &mut |part| {
                bytes.extend_from_slice(part);
                Ok(())
            })?;
            evidence.push((file.name.to_owned(), bytes));
        }
        Ok(evidence)
    }

    fn filed(&self) -> Result<(ApplicationId, SequenceNumber), HandoverError> {
        let row = self.handover.row;
        let application = ApplicationId::try_from(row.application.clone());
        let sequence = SequenceNumber::try_from(row.sequence.clone());
        application.ok().zip(sequence.ok()).ok_or_else(|| self.handover.otherwise())
    }

    /// What R2 says of the files; they are counted again while they are read.
    fn totals(&self) -> Totals {
        let number = |figure: Option<i64>| figure.and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        let row = self.handover.row;
        Totals { files: number(row.files), bytes: number(row.bytes), manifest_len: 0 }
    }

    /// The files that the newest version shows below a folder, in the order of their paths' bytes.
    fn below(&self, folder: &str) -> Result<Vec<Shown<'_>>, HandoverError> {
        let inventory = self.object.inventory();
        let stored: HashMap<&Sha512Digest, &Content> =
            inventory.contents.iter().map(|content| (&content.sha512, content)).collect();
        let newest = inventory.versions.last().map(|version| &version.state[..]).unwrap_or_default();
        let mut files = Vec::new();
        for (name, file) in newest.iter().filter_map(|file| Some((file.path.strip_prefix(folder)?, file))) {
            let content = stored.get(&file.sha512).ok_or_else(|| {
                HandoverError::unsound(self.place("inventory.json"), &format!("it has no content for {name}"))
            })?;
            files.push(Shown { name, content });
        }
        files.sort_unstable_by_key(|file| file.name);
        Ok(files)
    }

    /// Reads a file to its end and gives its SHA-256, once its SHA-512 is that of the inventory.
    fn read(
        &self,
        content: &Content,
        to: &mut dyn FnMut(&[u8]) -> Result<(), HandoverError>,
    ) -> Result<Sha256Digest, HandoverError> {
        let store = self.object.store();
        let key = self.object.key(content);
        let key = key.map_err(|error| HandoverError::unsound(self.place("inventory.json"), &error))?;
        let mut reader = match store.read(&key, 0) {
            Err(error) if error.is_missing() => return Err(self.damaged(content, Fault::Missing)),
            reader => reader?,
        };
        let (mut sha512, mut sha256) = (Sha512::new(), Sha256::new());
        let mut buffer = vec![0; BLOCK];
        loop {
            let read = reader.read(&mut buffer);
            let read = read.map_err(|error| StoreError::new("read", store.label(), &key, error))?;
            if read == 0 {
                break;
            }
            sha512.update(&buffer[..read]);
            sha256.update(&buffer[..read]);
            to(&buffer[..read])?;
        }
        let (expected, found) = (content.sha512, sha512.finish());
        if expected == found {
            Ok(sha256.finish())
        } else {
            Err(self.damaged(content, Fault::Altered { expected, found }))
        }
    }

    fn damaged(&self, content: &Content, fault: Fault) -> HandoverError {
        let copy = self.object.store().label().to_owned();
        let file = format!("{}/{}", self.object.place(), content.path);
        HandoverError::Damaged(Box::new(Damage { copy, file, fault }))
    }

    fn place(&self, name: &str) -> String {
        format!("{}: {}/{name}", self.object.store().label(), self.object.place())
    }
}

/// Whether an inventory is that of its sidecar: every other digest is taken from it.
fn agrees(store: &dyn Store, inventory: &Key) -> Result<bool, StoreError> {
    let failed = |error| StoreError::new("read", store.label(), inventory, error);
    let (mut reader, mut sha512) = (store.read(inventory, 0)?, Sha512::new());
    let mut buffer = vec![0; BLOCK];
    loop {
        match reader.read(&mut buffer).map_err(failed)? {
            0 => break,
            read => sha512.update(&buffer[..read]),
        }
    }
    let expected = format!("{} {}\n", sha512.finish(), layout::INVENTORY);
    let sidecar = inventory.parent().and_then(|object| object.join(layout::SIDECAR).ok());
    let sidecar = store.read(&sidecar.unwrap_or_default(), 0)?;
    let mut found = Vec::new();
    sidecar.take(expected.len() as u64 + 1).read_to_end(&mut found).map_err(failed)?;
    Ok(found == expected.as_bytes())
}

fn damaged(root: &Root, file: &Key, fault: Fault) -> HandoverError {
    let copy = root.store().label().to_owned();
    HandoverError::Damaged(Box::new(Damage { copy, file: file.to_string(), fault }))
}

/// Writes the manifest line by line: of a million files it is too long to be kept.
fn write_manifest(members: &mut dyn Members, files: &[(String, Sha256Digest)]) -> Result<(), HandoverError> {
    members.begin(bag::MANIFEST)?;
    let mut lines = String::new();
    for (name, sha256) in files {
        bag::line(&mut lines, name, sha256);
        if lines.len() >= BLOCK {
            members.bytes(lines.as_bytes())?;
            lines.clear();
        }
    }
    members.bytes(lines.as_bytes())?;
    Ok(members.end()?)
}

/// Bytes read and written at once.
const BLOCK: usize = 1 << 18;
/// How long a desk may take from the inventory to its sidecar.
const MOMENT: Duration = Duration::from_millis(500);
