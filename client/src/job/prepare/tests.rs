use super::*;
use crate::job::dossier::Said;
use crate::job::event::Phase;
use crate::job::pack::pack;
use crate::testing::{Centre, NOW, dossier};

/// Remembers which phases were told, and whether a new package was.
#[derive(Default)]
struct Heard {
    read: bool,
    again: bool,
}

impl Events for Heard {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Progress { phase: Phase::Check, .. } => self.read = true,
            Event::PlannedAgain => self.again = true,
            _ => {}
        }
    }
}

struct Desk {
    top: tempfile::TempDir,
    home: Home,
    identity: Identity,
}

impl Desk {
    fn new() -> Desk {
        let top = tempfile::tempdir().unwrap();
        let home = Home::at(top.path().join("home"));
        let identity = Centre::new().enrol(&home);
        dossier(top.path());
        Desk { top, home, identity }
    }

    fn folder(&self) -> PathBuf {
        self.top.path().join("x202600001/0000")
    }

    fn terms(&self) -> Terms<'_> {
        Terms { home: &self.home, identity: &self.identity, history: None, accepted: None, now: NOW }
    }

    fn prepare(&self) -> (Result<Ready, PrepareError>, Heard) {
        let mut heard = Heard::default();
        let named = Named::open(&self.folder(), Said::default()).unwrap();
        (prepare(&named, &self.terms(), &mut heard), heard)
    }
}

fn id(ready: &Ready) -> String {
    ready.sealer.head().header().id.to_string()
}

#[test]
fn the_same_folder_goes_on_with_the_same_package_and_reads_nothing() {
    let desk = Desk::new();
    let (first, heard) = desk.prepare();
    assert!(heard.read);
    let first = id(&first.unwrap());
    let (second, heard) = desk.prepare();
    assert_eq!(id(&second.unwrap()), first);
    assert!(!heard.read);
}

#[test]
fn a_touched_file_is_read_again_and_the_package_stays() {
    let desk = Desk::new();
    let first = id(&desk.prepare().0.unwrap());
    let path = desk.folder().join("m1/letter.txt");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let (second, heard) = desk.prepare();
    assert!(heard.read && !heard.again);
    assert_eq!(id(&second.unwrap()), first);
}

#[test]
fn a_changed_file_makes_a_new_package_with_nothing_of_the_old_one() {
    let desk = Desk::new();
    let first = desk.prepare().0.unwrap();
    let (first_id, first_head) = (id(&first), first.sealer.head().bytes().to_vec());
    drop(first);
    std::fs::write(desk.folder().join("m1/letter.txt"), b"to whom else it may concern").unwrap();
    let (second, heard) = desk.prepare();
    let second = second.unwrap();
    assert!(heard.again);
    assert_ne!(id(&second), first_id);
    assert_ne!(second.sealer.head().bytes(), first_head);
    assert_eq!(second.record.past.number, None);
}

#[test]
fn a_dropped_job_makes_a_new_package() {
    let desk = Desk::new();
    let mut first = desk.prepare().0.unwrap();
    let first_id = id(&first);
    first.record.end(Ending::Dropped).unwrap();
    drop(first);
    assert_ne!(id(&desk.prepare().0.unwrap()), first_id);
}

#[test]
fn a_second_process_is_told_that_the_job_is_busy() {
    let desk = Desk::new();
    let _held = desk.prepare().0.unwrap();
    assert!(matches!(desk.prepare().0, Err(PrepareError::Place(PlaceError::Busy))));
}

#[test]
fn a_file_is_the_package_of_the_interrupted_submission() {
    let desk = Desk::new();
    let sent = id(&desk.prepare().0.unwrap());
    let named = Named::open(&desk.folder(), Said::default()).unwrap();
    let (sealer, again) = package(&named, &desk.terms(), &mut Heard::default()).unwrap();
    assert!(again);
    assert_eq!(sealer.head().header().id.to_string(), sent);
    let file = desk.top.path().join("one.sealpost");
    pack(&sealer, named.dossier.root(), &file, &mut Heard::default()).unwrap();
    let second = desk.top.path().join("two.sealpost");
    pack(&sealer, named.dossier.root(), &second, &mut Heard::default()).unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(&second).unwrap());
    assert_eq!(std::fs::metadata(&file).unwrap().len(), sealer.head().package_len());
    assert!(
        pack(&sealer, named.dossier.root(), &file, &mut Heard::default()).is_err(),
        "never over another file"
    );
}

#[test]
fn a_package_the_centre_would_not_take_is_not_begun() {
    let top = tempfile::tempdir().unwrap();
    let home = Home::at(top.path().join("home"));
    let centre = Centre::new();
    let identity = centre.enrol_with(&home, &centre.card(1, 1000));
    let named = Named::open(&dossier(top.path()), Said::default()).unwrap();
    let terms = Terms { home: &home, identity: &identity, history: None, accepted: None, now: NOW };
    let result = prepare(&named, &terms, &mut Heard::default());
    assert!(matches!(result, Err(PrepareError::TooLarge { most: 1000, .. })));
}
