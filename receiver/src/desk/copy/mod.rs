//! The second copy: written, durable, where it can be while the package arrives ([`draft`]); then both packages are read
//! back from where they are kept, side by side.
//!
//! The package in the sealed store is hashed and held to R1, its copy is compared with it byte for byte: what is equal to
//! sound bytes is sound. Only where they differ is the copy hashed too, so that each store hears of its own damage.

pub mod draft;
pub mod error;
mod pair;

use std::io::{self, Read};

use error::{CopyError, Damage};
use package::digests::{self, Digests};
use package::frame::FrameError;
use package::head::{Head, HeadError};

use super::progress::{Progress, Stopped};
use crate::store::{Name, Store};
use pair::{Pair, Second};

/// What R1 says of a package.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The number of its submission.
    pub number: &'a str,
    /// SHA-256 of its header, in hex.
    pub header_sha256: &'a str,
    /// SHA-256 of its statement, in hex.
    pub statement_sha256: &'a str,
    /// The digests of its blocks.
    pub digests: &'a Digests,
}

/// Copies a package with its segment digests into the backup, unless the package is there already, then reads all of both
/// back. On return every byte of both has been where it is kept and is what was expected.
///
/// # Errors
/// [`CopyError`]; then there is no second copy.
pub fn make(
    expected: &Expected<'_>,
    sealed: &dyn Store,
    backup: &dyn Store,
    is_there: bool,
    progress: &Progress,
) -> Result<(), CopyError> {
    if !is_there {
        file(sealed, backup, &Name::package(expected.number), progress)?;
    }
    backup.put(&Name::digests(expected.number), &expected.digests.to_bytes())?;
    compare(expected, sealed, backup, |bytes| progress.backed_up(bytes))?;
    progress.all_backed_up();
    Ok(())
}

/// Copies a file from one store into another. Nothing is read back.
///
/// # Errors
/// [`CopyError`]; then the other store has what it had.
pub fn file(from: &dyn Store, to: &dyn Store, name: &Name, progress: &Progress) -> Result<(), CopyError> {
    let original = from.open(name)?;
    let length = original.length()?;
    let mut reader = Counted { inner: original.reader(0)?, count: |_| progress.backed_up(0) };
    Ok(to.copy(&mut reader, length, name)?)
}

/// Reads a package and its copy back side by side. `count` hears of the bytes of one.
fn compare(
    expected: &Expected<'_>,
    sealed: &dyn Store,
    backup: &dyn Store,
    mut count: impl FnMut(u64) -> Result<(), Stopped>,
) -> Result<(), CopyError> {
    let name = Name::package(expected.number);
    let original = Counted { inner: sealed.read_back(&name)?.reader(0)?, count: &mut count };
    let mut pair = Pair::new(original, backup.read_back(&name)?.reader(0)?);
    let damage = judge(expected, &mut pair).map_err(CopyError::Original)?;
    let second = pair.finish();
    if damage.is_none() && matches!(second, Second::Equal) {
        return Ok(());
    }
    let copy = judge_copy(expected, backup, |_| count(0));
    match (damage, second) {
        (Some(damage), _) => Err(CopyError::Rotten { damage: Box::new(damage), copy: in_words(&copy) }),
        (None, Second::Equal) => Ok(()),
        (None, Second::Failed(error)) => Err(CopyError::Read(error)),
        (None, Second::Differs(offset)) => match copy? {
            Some(damage) => Err(CopyError::Damaged(Box::new(damage))),
            None => Err(CopyError::Unsteady { offset }),
        },
    }
}

fn judge_copy(
    expected: &Expected<'_>,
    backup: &dyn Store,
    count: impl FnMut(u64) -> Result<(), Stopped>,
) -> Result<Option<Damage>, CopyError> {
    let copy = backup.read_back(&Name::package(expected.number))?.reader(0)?;
    judge(expected, &mut Counted { inner: copy, count }).map_err(CopyError::Read)
}

/// Reads a package to its end, and finds its first damage.
fn judge(expected: &Expected<'_>, from: &mut impl Read) -> io::Result<Option<Damage>> {
    let head = match Head::read(from) {
        Ok(head) => head,
        Err(HeadError::Frame(FrameError::Read(error))) => return Err(error),
        Err(error) => return Ok(Some(Damage::Head(error))),
    };
    if head.header_digest().to_string() != expected.header_sha256
        || head.statement().digest().to_string() != expected.statement_sha256
    {
        return Ok(Some(Damage::OtherHead));
    }
    let blind = digests::check(from, &head, Some(expected.digests))?;
    Ok(blind.damages.into_iter().next().map(Damage::Stream))
}

fn in_words(copy: &Result<Option<Damage>, CopyError>) -> String {
    match copy {
        Ok(None) => "is sound".to_owned(),
        Ok(Some(damage)) => format!("has damage too: {damage}"),
        Err(error) => format!("is not known to be sound: {error}"),
    }
}

struct Counted<R, C> {
    inner: R,
    count: C,
}

impl<R: Read, C: FnMut(u64) -> Result<(), Stopped>> Read for Counted<R, C> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        (self.count)(read as u64)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crypto::issue::{Authority, Subject};
    use crypto::role::Role;
    use crypto::signature::SigningKey;
    use crypto::wrap::{Kem, PrivateKey};
    use ectd::dossier::Dossier;
    use ectd::profile::Profile;
    use package::digests::{self, Digests};
    use package::evidence::Signer;
    use package::head::Head;
    use package::plan::Plan;
    use package::sealer::{Filing, Sealer};
    use package::time::UtcTime;

    use super::{CopyError, Expected, compare, make};
    use crate::desk::progress::{Phase, Progress};
    use crate::store::local::Local;
    use crate::store::{Name, Store};

    const NUMBER: &str = "CDE-2026-000001";

    /// A package of three segments in a sealed store, and an empty backup.
    struct Stores {
        _top: tempfile::TempDir,
        sealed: Local,
        backup: Local,
        package: Vec<u8>,
        head: Head,
        digests: Digests,
    }

    impl Stores {
        fn new() -> Self {
            let top = tempfile::tempdir().unwrap();
            let open = |label| Local::open(label, &top.path().join(label)).unwrap();
            let (sealed, backup) = (open("sealed"), open("backup"));
            let package = package(&top.path().join("0000"));
            let mut stream = &package[..];
            let head = Head::read(&mut stream).unwrap();
            let digests = digests::check(stream, &head, None).unwrap().digests;
            sealed.put(&Name::package(NUMBER), &package).unwrap();
            Self { _top: top, sealed, backup, package, head, digests }
        }

        fn told(&self, work: impl FnOnce(&Expected<'_>) -> Result<(), CopyError>) -> Result<(), CopyError> {
            work(&Expected {
                number: NUMBER,
                header_sha256: &self.head.header_digest().to_string(),
                statement_sha256: &self.head.statement().digest().to_string(),
                digests: &self.digests,
            })
        }

        fn compare(&self, original: &[u8], copy: &[u8]) -> Result<(), CopyError> {
            let name = Name::package(NUMBER);
            self.sealed.put(&name, original).unwrap();
            self.backup.put(&name, copy).unwrap();
            self.told(|expected| compare(expected, &self.sealed, &self.backup, |_| Ok(())))
        }

        /// With a bit flipped.
        fn flipped(&self, at: usize) -> Vec<u8> {
            let mut bytes = self.package.clone();
            bytes[at] ^= 1;
            bytes
        }
    }

    fn package(folder: &Path) -> Vec<u8> {
        std::fs::create_dir(folder).unwrap();
        std::fs::write(folder.join("one.bin"), vec![7; 2_500_000]).unwrap();
        let authority = Authority::generate("CDE", "Test Centre", NOW).unwrap();
        let key = SigningKey::generate().unwrap();
        let subject =
            Subject { id: "acme".into(), organisation: "Acme".into(), role: Role::ApplicantSigning };
        let certificate = authority.issue(&subject, &key.public(), NOW).unwrap();
        let signer = Signer::new(key, vec![certificate]).unwrap();
        let filing = Filing {
            centre: "CDE".parse().unwrap(),
            centre_key: PrivateKey::generate(Kem::X25519).unwrap().public().clone(),
            organisation: "acme".parse().unwrap(),
            applicant_key: PrivateKey::generate(Kem::X25519).unwrap().public().clone(),
            kind: Profile::Generic,
            time: UtcTime::from_seconds(NOW),
            previous_root: None,
            remark: None,
        };
        let dossier = Dossier::open(folder).unwrap();
        let entries = dossier.sealable().unwrap();
        let (application, sequence) = ("x202600001".parse().unwrap(), "0000".parse().unwrap());
        let plan = Plan::read(folder, application, sequence, entries, &mut ()).unwrap();
        let sealer = Sealer::new(plan, &filing, &signer).unwrap();
        let mut bytes = sealer.head().bytes().to_vec();
        for index in 0..sealer.segments().count() {
            bytes.extend(sealer.segment(index, folder).unwrap());
        }
        bytes
    }

    const NOW: u64 = 1_790_000_000;

    #[test]
    fn a_sound_package_gets_a_copy_and_progress_ends_at_all() {
        let stores = Stores::new();
        let progress = Progress::new(0, stores.package.len() as u64);
        stores.told(|expected| make(expected, &stores.sealed, &stores.backup, false, &progress)).unwrap();
        assert!(stores.backup.read(&Name::package(NUMBER)).unwrap() == stores.package);
        assert_eq!(stores.backup.read(&Name::digests(NUMBER)).unwrap(), stores.digests.to_bytes());
        let all = stores.package.len() as u64;
        assert_eq!(progress.now(), (Phase::Register, all, all));
    }

    #[test]
    fn a_copy_that_was_written_before_is_read_back_all_the_same() {
        let stores = Stores::new();
        let progress = Progress::new(0, stores.package.len() as u64);
        let make = |expected: &Expected<'_>| make(expected, &stores.sealed, &stores.backup, true, &progress);
        assert!(matches!(stores.told(make), Err(CopyError::File(error)) if error.is_missing()));
        for (copy, is_sound) in [(&stores.flipped(1 << 20), false), (&stores.package, true)] {
            stores.backup.put(&Name::package(NUMBER), copy).unwrap();
            let made = stores.told(make);
            assert!(matches!(made, Ok(()) | Err(CopyError::Damaged(_))) && made.is_ok() == is_sound);
        }
        assert_eq!(stores.backup.read(&Name::digests(NUMBER)).unwrap(), stores.digests.to_bytes());
    }

    #[test]
    fn damage_of_the_copy_is_the_copys_and_has_its_segment() {
        let stores = Stores::new();
        let (package, end) = (&stores.package, stores.package.len());
        let told = |copy: &[u8]| match stores.compare(package, copy).unwrap_err() {
            CopyError::Damaged(damage) => damage.to_string(),
            error => panic!("{error:?}"),
        };
        assert!(told(&stores.flipped(1 << 21)).contains("segment 1"));
        assert!(told(&package[..end - 1]).contains("segment 2: the package ends here"));
        assert!(told(&[package, &b"!"[..]].concat()).contains("the file goes on"));
        assert!(told(&stores.flipped(0)).contains("magic"));
        assert!(told(&stores.flipped(40)).len() > 10, "in the header");
        assert!(told(b"").contains("ends at byte 0"));
        stores.compare(package, package).unwrap();
    }

    #[test]
    fn damage_of_the_package_is_the_sealed_stores_whatever_the_copy_is() {
        let stores = Stores::new();
        let (package, end) = (&stores.package, stores.package.len());
        let told = |original: &[u8], copy: &[u8]| match stores.compare(original, copy).unwrap_err() {
            error @ CopyError::Rotten { .. } => error.to_string(),
            error => panic!("{error:?}"),
        };
        let rotten = stores.flipped(1 << 21);
        assert!(told(&rotten, package).contains("segment 1"));
        assert!(told(&rotten, package).ends_with("; its copy is sound"));
        // What had rotted before it was copied is equal in both.
        assert!(told(&rotten, &rotten).contains("; its copy has damage too: offset"));
        let both = told(&rotten, &stores.flipped(end - 1));
        assert!(both.split("; its copy").next().unwrap().contains("segment 1"), "{both}");
        assert!(both.split("; its copy").last().unwrap().contains("segment 2"), "{both}");
        assert!(told(&package[..end - 1], package).ends_with("is sound"));
        assert!(told(&[package, &b"!"[..]].concat(), package).ends_with("is sound"));
        assert!(told(&stores.flipped(0), package).contains("magic"));
    }

    #[test]
    fn a_package_of_another_head_is_another_package() {
        let (stores, other) = (Stores::new(), Stores::new());
        let told = stores.compare(&other.package, &other.package).unwrap_err().to_string();
        assert!(told.starts_with("its clear part is another one; its copy has damage too"), "{told}");
    }

    #[test]
    fn a_copy_that_is_gone_is_no_damage() {
        let stores = Stores::new();
        let gone = stores.told(|expected| compare(expected, &stores.sealed, &stores.backup, |_| Ok(())));
        assert!(matches!(gone, Err(CopyError::File(error)) if error.is_missing()));
    }
}
