//! The evidence log as the desk writes it: the same bytes after every crash, and no going on over a changed registry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod founded;

use std::path::Path;

use package::log::audit::{Witness, audit};
use package::log::checkpoint::SignedCheckpoint;
use package::log::folder::{CHECKPOINT, Folder};
use package::log::reader::Files;
use sea_orm::{ConnectionTrait, Database};
use sealpost_receiver::authority::{card, log};
use sealpost_receiver::clock::Moment;
use sealpost_receiver::config::places::{Config, key};
use sealpost_receiver::desk::log::scribe::{LogError, Scribe};
use sealpost_receiver::registry::database::Registry;
use sealpost_receiver::registry::log::Event;
use tempfile::TempDir;

#[tokio::test]
async fn every_commit_is_signed_in_both_copies_and_the_log_is_sound() {
    let centre = Centre::found().await;
    let mut scribe = centre.scribe().await.unwrap();
    for _ in 0..3 {
        centre.note(150).await;
        let size = scribe.advance().await.unwrap().unwrap();
        assert_eq!(size, centre.registry.log_size().await.unwrap());
        for folder in centre.folders() {
            let newest = centre.newest(&folder);
            assert_eq!(newest.size(), size);
            sound(&folder, &newest, &[]);
        }
    }
    assert_eq!(scribe.advance().await.unwrap(), None, "nothing new");
    assert!(!centre.config.log().join("tile/0/000.p").exists(), "the whole tile took its place");
    let [first, second] = centre.folders().map(|folder| folder.read("card.cose").unwrap());
    assert!(first.is_some() && first == second);
}

#[tokio::test]
async fn what_a_crash_kept_from_being_written_is_made_again_with_the_same_bytes() {
    let centre = Centre::found().await;
    centre.note(600).await;
    drop(centre.scribe().await.unwrap());
    let before = centre.files();
    for lost in ["tile/0/001", "tile/entries/000", "tile/1/000.p/2", CHECKPOINT] {
        for folder in centre.folders() {
            std::fs::remove_file(folder.root().join(lost)).unwrap();
        }
        drop(centre.scribe().await.unwrap());
        assert!(centre.files() == before, "{lost}");
    }
    // A copy that is gone is made anew from the registry, the other one stays as it was.
    std::fs::remove_dir_all(centre.config.log_backup()).unwrap();
    drop(centre.scribe().await.unwrap());
    assert!(centre.files() == before);
}

#[tokio::test]
async fn over_a_registry_that_was_changed_no_checkpoint_is_signed() {
    type Attack = (&'static str, &'static str, fn(&LogError) -> bool);
    let attacks: [Attack; 6] = [
        ("an edited event", "UPDATE events SET entry = zeroblob(32) WHERE position = 100", differs),
        ("a dropped event", "DELETE FROM events WHERE position = 100", |e| {
            matches!(e, LogError::Gap { position: 100 })
        }),
        (
            "two events in another order",
            "UPDATE events SET entry = (SELECT entry FROM events AS other WHERE other.position = 305 - events.position) \
             WHERE position IN (152, 153)",
            differs,
        ),
        (
            "the last event edited",
            "UPDATE events SET entry = zeroblob(32) WHERE position = (SELECT max(position) FROM events)",
            |e| matches!(e, LogError::Forked { .. }),
        ),
        ("rolled back", "DELETE FROM events WHERE position > 280; UPDATE log_head SET size = 281", |e| {
            matches!(e, LogError::RolledBack { found: 281, .. })
        }),
        ("all gone", "DELETE FROM events; UPDATE log_head SET size = 0", |e| {
            matches!(e, LogError::RolledBack { found: 0, .. })
        }),
    ];
    for (what, sql, expected) in attacks {
        let centre = Centre::found().await;
        centre.note(300).await;
        drop(centre.scribe().await.unwrap());
        let before = centre.files();
        let db = Database::connect(format!("sqlite:{}", centre.database().display())).await.unwrap();
        db.execute_unprepared(sql).await.unwrap();
        drop(db);
        // The registry's copy in the backup sees some of it first; the log's own files see all of it without a copy.
        let Err(refused) = centre.scribe().await else { panic!("{what}: the log goes on") };
        assert!(matches!(refused, LogError::Copy { .. }) || expected(&refused), "{what}: {refused}");
        std::fs::remove_dir_all(centre.config.registry_backup()).unwrap();
        let Err(refused) = centre.scribe().await else { panic!("{what}: the log goes on") };
        assert!(expected(&refused), "{what}: {refused}");
        assert!(centre.files() == before, "{what}: something was written");
    }
}

/// An edit shows at the first file that is not what it was, or at the checkpoint, whichever comes first.
fn differs(error: &LogError) -> bool {
    matches!(error, LogError::Keep(_) | LogError::Forked { .. })
}

#[tokio::test]
async fn a_log_that_was_changed_is_not_gone_on_with() {
    let centre = Centre::found().await;
    centre.note(300).await;
    drop(centre.scribe().await.unwrap());
    let other = Centre::found().await;
    other.note(300).await;
    drop(other.scribe().await.unwrap());
    let place = centre.config.log().join(CHECKPOINT);
    let own = std::fs::read(&place).unwrap();
    std::fs::write(&place, std::fs::read(other.config.log().join(CHECKPOINT)).unwrap()).unwrap();
    assert!(matches!(centre.scribe().await, Err(LogError::Checkpoint { .. })), "another centre's checkpoint");
    std::fs::write(&place, own).unwrap();
    let tile = centre.config.log().join("tile/0/000");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[700] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    assert!(matches!(centre.scribe().await, Err(LogError::Keep(_))), "an edited tile");
}

#[tokio::test]
async fn a_home_of_an_earlier_version_gets_a_key_and_a_card_that_names_it() {
    let centre = Centre::found().await;
    std::fs::remove_file(centre.config.desk_key(key::LOG_KEY)).unwrap();
    assert!(log::ensure(&centre.config).unwrap());
    assert!(!log::ensure(&centre.config).unwrap());
    let card = card::refresh(&centre.config, &[], NOW).unwrap();
    let named = card.face().log.clone().unwrap();
    assert_eq!((card.face().serial, named.keys.len()), (2, 2), "the earlier key explains old checkpoints");
    assert_eq!(log::in_use(&named), log::keys(&centre.config).unwrap());
    assert_eq!(card::refresh(&centre.config, &[], NOW).unwrap().face().serial, 2);
}

#[tokio::test]
async fn one_process_writes_the_log() {
    let centre = Centre::found().await;
    let scribe = centre.scribe().await.unwrap();
    assert!(matches!(centre.scribe().await, Err(LogError::Lock(_))));
    drop(scribe);
    assert!(centre.scribe().await.is_ok());
}

fn sound(folder: &Folder, newest: &SignedCheckpoint, witnesses: &[Witness]) {
    let audited = audit(folder, newest, witnesses, &mut |damage| panic!("{damage:?}")).unwrap();
    assert_eq!(audited.entries, newest.size());
}

struct Centre {
    home: TempDir,
    config: Config,
    registry: Registry,
}

impl Centre {
    async fn found() -> Self {
        let (home, config, registry) = founded::centre(NOW).await;
        card::refresh(&config, &[], NOW).unwrap();
        Self { home, config, registry }
    }

    fn database(&self) -> std::path::PathBuf {
        self.home.path().join("r.sqlite")
    }

    async fn scribe(&self) -> Result<Scribe, LogError> {
        Scribe::open(&self.config, self.registry.clone()).await
    }

    async fn note(&self, count: usize) {
        for _ in 0..count {
            self.registry.note(&Event::new("login", "acme"), NOW).await.unwrap();
        }
    }

    fn folders(&self) -> [Folder; 2] {
        [Folder::at(self.config.log()), Folder::at(self.config.log_backup())]
    }

    fn newest(&self, folder: &Folder) -> SignedCheckpoint {
        let text = folder.text(CHECKPOINT).unwrap().unwrap();
        SignedCheckpoint::read(&text, &log::keys(&self.config).unwrap()).unwrap()
    }

    /// Every file of both copies with its bytes.
    fn files(&self) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        for folder in self.folders() {
            below(folder.root(), &mut files);
        }
        files.sort();
        files
    }
}

fn below(folder: &Path, files: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, files);
        } else {
            files.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
}

const NOW: Moment = Moment(1_795_297_753_000);
