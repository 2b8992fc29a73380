//! Synthetic dossiers for trials and measurements: the contents of one sequence folder with as many documents of as many
//! bytes as wanted.
//!
//! The same shape always gives the same bytes. Sizes are spread as in real dossiers: most documents small, few of them
//! most of the sum. All but their frames is noise, so that nothing on the way gets shorter by compression. Around the
//! documents stands what the authority asks for, made by [`crate::compose`]: the sequence of that number of a valid
//! application.

use std::path::{Path, PathBuf};

use crate::compose::bulk::{Bulk, Place};
use crate::compose::pdf::LEAST;
use crate::compose::plan::{Form, Sequence};
use crate::compose::write::{ComposeError, Written};
use crate::compose::{cn, eu, ich, us, v4};
use crate::dossier::FILES;
use crate::name::SequenceNumber;
use crate::profile::Profile;
use crate::progress::Progress;

/// What to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Number of content files, besides backbones and study tagging files.
    pub files: u64,
    /// Sum of their sizes, kept within one percent.
    pub bytes: u64,
    /// Whose form the dossier has.
    pub profile: Profile,
    /// The sequence; another one has other contents.
    pub sequence: SequenceNumber,
    /// Folder with the authority's DTDs and stylesheets, which Sealpost may not bring along; those it lacks are left out.
    pub util: Option<PathBuf>,
}

/// A sample could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// Fewer files than the authority asks for, or more than a dossier may have.
    #[error("{files} files; a sample of this profile has {least} to 999,999")]
    Files {
        /// The files asked for.
        files: u64,
        /// The least number of files.
        least: u64,
    },
    /// The bytes do not suffice for so many files.
    #[error("{files} files need at least {least} bytes")]
    TooFewBytes {
        /// The files asked for.
        files: u64,
        /// The least sum of sizes.
        least: u64,
    },
    /// It could not be written.
    #[error(transparent)]
    Compose(#[from] ComposeError),
}

/// Returns the number of the first sequence: the authorities count from different numbers.
pub fn first_sequence(profile: Profile) -> &'static str {
    match profile {
        Profile::Us => "0001",
        Profile::V4 => "1",
        Profile::Cn | Profile::Eu | Profile::Ich | Profile::Generic => "0000",
    }
}

/// Writes the contents of a synthetic sequence folder into `folder`, which is made if missing.
///
/// # Errors
/// [`SampleError`]; what was written until then stays.
pub fn write(folder: &Path, shape: &Shape, progress: &mut dyn Progress) -> Result<Written, SampleError> {
    let (mut sequence, place) = frame(shape.profile, shape.sequence.as_str());
    let (files, bytes) = sequence.content();
    let bulk = shape.files.checked_sub(files).filter(|_| (1..FILES as u64).contains(&shape.files));
    let bulk = bulk.and_then(|bulk| usize::try_from(bulk).ok());
    let bulk = bulk.ok_or(SampleError::Files { files: shape.files, least: files.max(1) })?;
    let least = bytes + bulk as u64 * LEAST;
    if shape.bytes < least {
        return Err(SampleError::TooFewBytes { files: shape.files, least });
    }
    if bulk > 0 {
        Bulk::new(bulk, shape.bytes - bytes, shape.sequence.as_str()).put(&mut sequence, place);
    }
    Ok(sequence.write(folder, shape.util.as_deref(), progress)?)
}

/// What the authority asks for in this sequence, whatever documents come with it.
fn frame(profile: Profile, number: &str) -> (Sequence, Place) {
    let (application, place) = match profile {
        Profile::Cn => (cn::new_drug(), Place::Tagged),
        Profile::Us => (us::new_drug(), Place::Tagged),
        Profile::Eu => (eu::centralised(), Place::Region),
        Profile::V4 => (v4::new_drug(), Place::Region),
        Profile::Ich => return (ich::empty(number), Place::Modules),
        Profile::Generic => return (Sequence::new(number, Form::List, None), Place::Modules),
    };
    let planned = application.sequences.into_iter().find(|sequence| sequence.folder == number);
    let later = || match profile {
        Profile::Cn => cn::reply(number),
        Profile::Us => us::amendment(number),
        Profile::Eu => eu::response(number),
        _ => v4::amendment(number),
    };
    (planned.unwrap_or_else(later), place)
}
