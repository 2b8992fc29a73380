//! Stores on a real S3 server: the archive and sealed packages. The suites of every store, objects in parts, batches and
//! uploads that were cut short.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod packages;
#[path = "both/skip.rs"]
mod skip;

use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, mpsc};
use std::thread;

use archive::draft::{Draft, Facts};
use archive::id::ObjectId;
use archive::key::Key;
use archive::root::Root;
use archive::store::{Batch, Entry, Pending, Store, StoreError};
use archive::{conformance, validate};
use object_store::PutMode;
use packages::Broken;
use sealpost_receiver::config::location::Location;
use sealpost_receiver::config::places::Config;
use sealpost_receiver::store::local::Local;
use sealpost_receiver::store::{self, Name, archive as stores};
use tempfile::TempDir;

/// A centre's configuration whose stores are empty prefixes of the server that `scripts/seaweedfs` started.
struct Centre {
    _home: TempDir,
    config: Config,
}

impl Centre {
    fn on_s3(test: &str) -> Option<Self> {
        let Ok(access) = std::env::var("SEALPOST_TEST_S3") else {
            skip::skip(test, "no S3 server (SEALPOST_TEST_S3)");
            return None;
        };
        let words: Vec<&str> = access.split_whitespace().collect();
        let [endpoint, key, secret, bucket] = words[..] else { panic!("SEALPOST_TEST_S3: {}", words.len()) };
        let home = TempDir::new().unwrap();
        let file = home.path().join("secret");
        std::fs::write(&file, format!("{secret}\n")).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        let prefix = uuid::Uuid::now_v7().simple();
        let text = format!(
            "[centre]\ncode = \"CDE\"\nname = \"Centre\"\n[network]\nlisten = \"127.0.0.1:0\"\n\
             [stores]\narchive = \"s3://{bucket}/{test}-{prefix}/archive\"\n\
             sealed = \"s3://{bucket}/{test}-{prefix}/sealed\"\n\
             backup_sealed = \"s3://{bucket}/{test}-{prefix}/backup\"\n\
             [s3]\nendpoint = \"{endpoint}\"\naccess_key_id = \"{key}\"\nsecret_file = \"secret\"\n"
        );
        let config = Config { home: home.path().to_owned(), settings: toml::from_str(&text).unwrap() };
        Some(Self { _home: home, config })
    }

    /// The store, as a process that has just been started sees it.
    fn store(&self) -> Arc<dyn Store> {
        stores::writer(&self.config).unwrap()
    }
}

#[test]
fn a_store_on_s3_does_what_every_store_must() {
    let Some(centre) = Centre::on_s3("conformance") else { return };
    conformance::run(&*centre.store());
}

#[test]
fn a_folder_and_a_prefix_keep_packages_alike() {
    let top = TempDir::new().unwrap();
    packages::run(&Local::open("sealed", &top.path().join("sealed")).unwrap());
    let Some(centre) = Centre::on_s3("packages") else { return };
    packages::run(&*store::packages::sealed(&centre.config).unwrap());
    // The other prefix has seen nothing of it.
    let backup = store::packages::backup(&centre.config).unwrap();
    assert!(!backup.holds(&Name::package("CDE-2026-000002")).unwrap());
    // The second copies may have a server of their own.
    let mut apart = centre.config.clone();
    apart.settings.backup_s3 = apart.settings.s3.take();
    let backup = store::packages::backup(&apart).unwrap();
    assert!(!backup.holds(&Name::package("CDE-2026-000002")).unwrap());
    assert!(store::packages::sealed(&apart).err().unwrap().to_string().contains("[s3]"));
}

#[test]
fn an_upload_that_a_crash_cut_short_is_ended_by_the_next_start_or_the_next_upload() {
    let Some(centre) = Centre::on_s3("upload") else { return };
    let (number, bytes) = ("CDE-2026-000001", packages::long());
    let name = Name::package(number);
    let ends: [fn(&dyn store::Store, &Name); 2] = [
        |store, _| store.tidy("CDE-2026-000001").unwrap(),
        |store, name| store.copy(&mut &packages::long()[..], 18_000_004, name).unwrap(),
    ];
    for end in ends {
        let (began, begun) = mpsc::channel();
        let (go_on, gone_on) = mpsc::channel();
        // Its process hangs in the middle, as one that was killed does for ever.
        let store = store::packages::sealed(&centre.config).unwrap();
        let (first, writing) = (bytes.clone(), name.clone());
        let hanging = thread::spawn(move || {
            let hung = Hanging { began, gone_on };
            store.copy(&mut first.as_slice().chain(hung).chain(first.as_slice()), 36_000_008, &writing)
        });
        begun.recv().unwrap();
        let store = store::packages::sealed(&centre.config).unwrap();
        end(&*store, &name);
        go_on.send(()).unwrap();
        assert!(hanging.join().unwrap().is_err(), "its parts are gone");
    }
    let store = store::packages::sealed(&centre.config).unwrap();
    assert!(store.read(&name).unwrap() == bytes);
}

#[test]
fn the_note_of_an_upload_that_ended_before_a_crash_harms_nothing() {
    let Some(centre) = Centre::on_s3("note") else { return };
    let (number, bytes) = ("CDE-2026-000001", packages::long());
    let (name, noted) = (Name::package(number), key("CDE-2026-000001.sealpost"));
    let Location::S3(place) = centre.config.sealed() else { panic!("on S3") };
    let notes = store::s3::connect(&centre.config, &place).unwrap().beside(".uploads");
    let (began, begun) = mpsc::channel();
    let (go_on, gone_on) = mpsc::channel();
    let (store, sent) = (store::packages::sealed(&centre.config).unwrap(), bytes.clone());
    let sending = thread::spawn(move || {
        let hung = Hanging { began, gone_on };
        store.copy(&mut sent[..9 << 20].chain(hung).chain(&sent[9 << 20..]), 18_000_004, &name)
    });
    begun.recv().unwrap();
    let mut note = Vec::new();
    notes.read(&noted, 0).unwrap().read_to_end(&mut note).unwrap();
    go_on.send(()).unwrap();
    sending.join().unwrap().unwrap();
    assert!(notes.find(&noted).unwrap().is_none(), "it ended");

    let store = store::packages::sealed(&centre.config).unwrap();
    for _ in 0..2 {
        notes.put(&noted, note.clone(), PutMode::Overwrite).unwrap();
        store.tidy(number).unwrap();
        assert!(notes.find(&noted).unwrap().is_none());
        assert!(store.read(&Name::package(number)).unwrap() == bytes);
    }
}

#[test]
fn big_objects_go_in_parts_and_half_of_one_is_never_seen() {
    let Some(centre) = Centre::on_s3("parts") else { return };
    let store = centre.store();
    let bytes: Vec<u8> = (0..6_000_001_u32).flat_map(u32::to_le_bytes).collect();
    let mut batch = store.begin(&key("object")).unwrap();
    assert_eq!(batch.put(&key("big"), &mut &bytes[..]).unwrap(), bytes.len() as u64);
    assert!(batch.put(&key("big"), &mut &bytes[..]).unwrap_err().is_present());
    let half = &mut Broken { left: 20_000_000 };
    assert!(batch.put(&key("half"), half).is_err());
    let disk = centre.config.home.join("file");
    std::fs::write(&disk, &bytes).unwrap();
    batch.adopt(&key("adopted"), &disk).unwrap();
    assert!(!disk.exists());
    batch.publish().unwrap();
    store.settle(&key("object")).unwrap();
    for (name, from) in [("big", 0), ("big", 8 << 20), ("adopted", 16_777_215), ("adopted", bytes.len() - 1)]
    {
        assert!(read(&*store, &format!("object/{name}"), from as u64) == bytes[from..], "{name} from {from}");
    }
    assert_eq!(store.list(&key("object")).unwrap().len(), 2);
    store.replace(&key("object/big"), &mut &bytes[1..]).unwrap();
    assert!(store.replace(&key("object/big"), &mut Broken { left: 20_000_000 }).is_err());
    assert!(read(&*store, "object/big", 0) == bytes[1..]);
}

#[test]
fn an_object_that_was_cut_short_leaves_the_old_version_or_the_new_one() {
    let Some(centre) = Centre::on_s3("cut-short") else { return };
    // The root itself: the last of its files is missing.
    let mut batch = centre.store().begin(&Key::root()).unwrap();
    batch.put(&key("ocfl_layout.json"), &mut &b"half"[..]).unwrap();
    drop(batch);
    let id = ObjectId::new("acme", "新药 100%", "0000").unwrap();
    let root = Root::create(centre.store()).unwrap();

    let mut draft = root.begin(&id).unwrap();
    fill(&mut draft, "dossier/m1/夹 [1]/a#b~c.pdf", b"one");
    drop(draft);
    let root = sound(&centre, 0);
    assert!(!root.holds(&id).unwrap());

    let mut draft = root.begin(&id).unwrap();
    fill(&mut draft, "dossier/m1/夹 [1]/a#b~c.pdf", b"one");
    draft.finish(facts()).unwrap();
    sound(&centre, 1);

    // Killed after all files of version 2 were there, before the object showed it.
    let failing = Root::open(Arc::new(Failing(centre.store()))).unwrap();
    let mut draft = failing.amend(&id).unwrap();
    fill(&mut draft, "evidence/receipts/R3-registered.cose", b"two");
    assert!(draft.finish(facts()).is_err());
    assert_eq!(root.object(&id).unwrap().inventory().head(), 1);
    let root = sound(&centre, 1);
    assert_eq!(root.object(&id).unwrap().inventory().head(), 2);

    root.danger_withdraw(&id).unwrap();
    let root = sound(&centre, 0);
    assert_eq!(root.store().list(&Key::root()).unwrap().len(), 3);
}

#[test]
fn who_has_another_secret_is_refused_and_nobody_sees_it() {
    let Some(mut centre) = Centre::on_s3("secret") else { return };
    std::fs::write(centre.config.home.join("secret"), "not-the-secret-of-this-server").unwrap();
    let error = centre.store().read(&key("0=ocfl_1.1"), 0).err().unwrap();
    assert_eq!(error.source.kind(), io::ErrorKind::PermissionDenied, "{error:?}");
    assert!(!format!("{error:?} {error}").contains("not-the-secret"), "{error:?}");
    assert!(centre.store().list(&Key::root()).is_err());
    assert!(!format!("{:?}", centre.config).contains("not-the-secret"));
    std::fs::set_permissions(centre.config.home.join("secret"), PermissionsExt::from_mode(0o644)).unwrap();
    let open = stores::writer(&centre.config).err().unwrap().to_string();
    assert!(open.contains("chmod 600"), "{open}");
    centre.config.settings.s3 = None;
    assert!(stores::reader(&centre.config).err().unwrap().to_string().contains("[s3]"));
}

/// What the next start makes of the storage root: sound, with so many objects.
fn sound(centre: &Centre, objects: u64) -> Root {
    let root = Root::create(centre.store()).unwrap();
    root.recover().unwrap();
    let mut findings = Vec::new();
    let found =
        validate::root::validate(&**root.store(), &mut (), &mut |finding| findings.push(finding)).unwrap();
    assert_eq!((findings, found), (Vec::new(), objects));
    assert_eq!(root.store().pending().unwrap(), []);
    root
}

fn fill(draft: &mut Draft, name: &str, bytes: &[u8]) {
    draft.write(name, &mut &bytes[..]).unwrap();
}

fn facts() -> Facts {
    Facts {
        created: "2026-11-22T08:00:00Z".into(),
        message: "test".into(),
        name: "Centre".into(),
        address: "mailto:a@b".into(),
    }
}

fn key(path: &str) -> Key {
    Key::new(path).unwrap()
}

fn read(store: &dyn Store, name: &str, from: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.read(&key(name), from).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// Says that it was reached, and waits until it may go on.
struct Hanging {
    began: mpsc::Sender<()>,
    gone_on: mpsc::Receiver<()>,
}

impl Read for Hanging {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        if self.began.send(()).is_ok() {
            self.gone_on.recv().map_err(io::Error::other)?;
        }
        Ok(0)
    }
}

/// A store whose process is killed before it replaces anything.
struct Failing(Arc<dyn Store>);

impl Store for Failing {
    fn label(&self) -> &str {
        self.0.label()
    }

    fn begin(&self, into: &Key) -> Result<Box<dyn Batch>, StoreError> {
        self.0.begin(into)
    }

    fn read(&self, key: &Key, from: u64) -> Result<Box<dyn Read + Send>, StoreError> {
        self.0.read(key, from)
    }

    fn list(&self, folder: &Key) -> Result<Vec<Entry>, StoreError> {
        self.0.list(folder)
    }

    fn replace(&self, key: &Key, _: &mut dyn Read) -> Result<(), StoreError> {
        Err(StoreError::new("replace", self.label(), key, io::Error::other("killed")))
    }

    fn remove(&self, key: &Key) -> Result<(), StoreError> {
        self.0.remove(key)
    }

    fn pending(&self) -> Result<Vec<Pending>, StoreError> {
        self.0.pending()
    }

    fn settle(&self, into: &Key) -> Result<(), StoreError> {
        self.0.settle(into)
    }
}
