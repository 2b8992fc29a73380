//! What the errors of the parts below say of themselves; those of jobs and identity stand in [`job`] and [`identity`].

mod identity;
mod job;

use durable::error::FileError;
use durable::secret::SecretError;
use ectd::application::HistoryError;
use ectd::compose::write::ComposeError;
use ectd::dossier::{OpenError, Unsealable};
use ectd::name::{NotApplication, NotSequence};
use ectd::profile::NotProfile;
use ectd::sample::SampleError;
use terminal::exit::Exit;

use crate::cause::chain;
use crate::failure::{Explain, Explanation};

impl Explain for std::io::Error {
    fn explain(&self) -> Explanation {
        Explanation::new("io", Exit::Failed).value("what", chain(self))
    }
}

impl Explain for FileError {
    fn explain(&self) -> Explanation {
        let code = if self.is_full() { "disk-full" } else { "io" };
        Explanation::new(code, Exit::Failed).value("what", chain(self))
    }
}

impl Explain for SecretError {
    fn explain(&self) -> Explanation {
        match self {
            SecretError::OpenToOthers { path, .. } => {
                Explanation::new("key-open-to-others", Exit::Failed).value("path", path.display().to_string())
            }
            SecretError::File(error) => error.explain(),
            other => Explanation::new("io", Exit::Failed).value("what", chain(other)),
        }
    }
}

impl Explain for OpenError {
    fn explain(&self) -> Explanation {
        match self {
            OpenError::NotFolder { folder } => {
                Explanation::new("not-a-folder", Exit::Failed).value("path", folder.display().to_string())
            }
            OpenError::Unreadable { folder, source } => Explanation::new("folder-unreadable", Exit::Failed)
                .value("path", folder.display().to_string())
                .value("what", source.to_string()),
            other => Explanation::new("io", Exit::Failed).value("what", chain(other)),
        }
    }
}

impl Explain for HistoryError {
    fn explain(&self) -> Explanation {
        match self {
            HistoryError::Unreadable { folder, source } => {
                Explanation::new("folder-unreadable", Exit::Failed)
                    .value("path", folder.display().to_string())
                    .value("what", source.to_string())
            }
            HistoryError::NoSequence { folder } => {
                Explanation::new("no-sequences", Exit::Unsound).value("path", folder.display().to_string())
            }
            other => Explanation::new("io", Exit::Failed).value("what", chain(other)),
        }
    }
}

impl Explain for Unsealable {
    fn explain(&self) -> Explanation {
        match self {
            Unsealable::Refused(refused) => {
                let first = refused.first().map(ToString::to_string).unwrap_or_default();
                let what = first.trim_start_matches(": ").to_owned();
                Explanation::new("not-carried", Exit::Unsound)
                    .value("what", what)
                    .value("count", count(refused))
            }
            Unsealable::Unreadable(unreadable) => {
                let first = unreadable.first().map(|first| format!("{}: {}", first.place, first.cause));
                Explanation::new("unreadable", Exit::Failed)
                    .value("what", first.unwrap_or_default())
                    .value("count", count(unreadable))
            }
            other => {
                Explanation::new("not-carried", Exit::Unsound).value("what", chain(other)).value("count", 1)
            }
        }
    }
}

impl Explain for NotSequence {
    fn explain(&self) -> Explanation {
        Explanation::new("not-a-sequence", Exit::Usage).value("what", self.0.clone())
    }
}

impl Explain for NotApplication {
    fn explain(&self) -> Explanation {
        Explanation::new("not-an-application", Exit::Usage).value("what", self.0.clone())
    }
}

impl Explain for NotProfile {
    fn explain(&self) -> Explanation {
        Explanation::new("not-a-profile", Exit::Usage).value("what", self.0.clone())
    }
}

impl Explain for SampleError {
    fn explain(&self) -> Explanation {
        match self {
            SampleError::TooFewBytes { files, least } => {
                Explanation::new("sample-too-few-bytes", Exit::Usage)
                    .value("files", *files)
                    .value("least", *least)
            }
            SampleError::Files { files, least } => {
                Explanation::new("sample-files", Exit::Usage).value("files", *files).value("least", *least)
            }
            SampleError::Compose(ComposeError::NotEmpty(..)) => {
                Explanation::new("sample-not-empty", Exit::Failed)
            }
            other => Explanation::new("io", Exit::Failed).value("what", chain(other)),
        }
    }
}

fn count<T>(items: &[T]) -> u64 {
    items.len() as u64
}
