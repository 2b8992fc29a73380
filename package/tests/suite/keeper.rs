//! Files that are read back from where they were put: the manifest is compared with what lies there.

use std::collections::BTreeMap;
use std::io;

use crate::support::{Parties, files, folder, noise, open, package};
use crypto::digest::Sha256Digest;
use crypto::wrap::Kem;
use ectd::path::DossierPath;
use package::damage::Fault;
use package::opener::{Keeper, OpenError, Opener};

/// Keeps files in memory, and alters them before they are read back.
struct Shelf {
    files: Vec<(String, Vec<u8>)>,
    spoil: fn(&mut Vec<Sha256Digest>),
}

impl Keeper for Shelf {
    fn begin(&mut self, path: &DossierPath, _: u64) -> io::Result<()> {
        self.files.push((path.to_string(), Vec::new()));
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (_, content) = self.files.last_mut().expect("a file has begun");
        content.extend_from_slice(bytes);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn read_back(&mut self) -> io::Result<Vec<Sha256Digest>> {
        let mut digests = self.files.iter().map(|(_, content)| Sha256Digest::of(content)).collect();
        (self.spoil)(&mut digests);
        Ok(digests)
    }
}

#[test]
fn what_is_read_back_must_be_what_was_signed() {
    let tree = files([("a", noise(1_500_000, 1)), ("b/中文", vec![]), ("c", noise(9, 2))]);
    let source = folder(&tree);
    let parties = Parties::new(Kem::XWing);
    let bytes = package(&parties.sealer(source.path()), source.path());
    let kept = |spoil: fn(&mut Vec<Sha256Digest>)| {
        let mut shelf = Shelf { files: Vec::new(), spoil };
        let opener = Opener::new(&bytes[..], &parties.centre, &[]).unwrap();
        opener.open_kept(&mut shelf).map(|opened| (opened, shelf.files))
    };

    let (opened, found) = kept(|_| ()).unwrap();
    assert_eq!(opened, open(&bytes, &parties.centre).unwrap().0);
    assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), tree);

    let altered = kept(|digests| digests[1] = Sha256Digest::of(b"x")).unwrap_err();
    assert!(matches!(altered, OpenError::Damage(damage) if damage.fault == Fault::TagFile));
    let swapped = kept(|digests| digests.swap(0, 2)).unwrap_err();
    assert!(matches!(swapped, OpenError::Damage(damage) if damage.fault == Fault::TagFile));
    let short = kept(|digests| digests.truncate(2)).unwrap_err();
    assert!(matches!(short, OpenError::Sink(_)));
}
