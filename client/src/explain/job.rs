//! What the errors of jobs say of themselves.

use durable::journal::JournalError;
use package::plan::PlanError;
use package::sealer::SealError;
use package::statement::BadRemark;
use terminal::exit::Exit;

use crate::ask::AskError;
use crate::cause::chain;
use crate::failure::{Explain, Explanation};
use crate::job::dossier::NamedError;
use crate::job::news::NewsError;
use crate::job::pack::PackError;
use crate::job::place::PlaceError;
use crate::job::prepare::PrepareError;
use crate::job::record::RecordError;
use crate::job::send::SendError;
use crate::job::submit::SubmitError;

impl Explain for NamedError {
    fn explain(&self) -> Explanation {
        match self {
            NamedError::Open(error) => error.explain(),
            NamedError::NoApplication => Explanation::new("no-application", Exit::Usage),
            NamedError::NoSequence => Explanation::new("no-sequence", Exit::Usage),
        }
    }
}

impl Explain for PlaceError {
    fn explain(&self) -> Explanation {
        match self {
            PlaceError::Busy => Explanation::new("job-busy", Exit::Unfinished),
            PlaceError::File(error) => error.explain(),
        }
    }
}

impl Explain for RecordError {
    fn explain(&self) -> Explanation {
        match self {
            RecordError::File(error) | RecordError::Journal(JournalError::File(error)) => error.explain(),
            other => Explanation::new("journal", Exit::Failed).value("what", chain(other)),
        }
    }
}

impl Explain for PrepareError {
    fn explain(&self) -> Explanation {
        match self {
            PrepareError::Place(error) => error.explain(),
            PrepareError::Record(error) => error.explain(),
            PrepareError::History(error) => error.explain(),
            PrepareError::Unsealable(error) => error.explain(),
            PrepareError::Findings { errors } => {
                Explanation::new("findings", Exit::Unsound).value("errors", *errors)
            }
            PrepareError::Plan(error) => error.explain(),
            PrepareError::Begin(error) => {
                Explanation::new("not-sealed", Exit::Failed).value("what", chain(error))
            }
            PrepareError::NoKey => Explanation::new("card-no-key", Exit::Failed),
            PrepareError::TooLarge { bytes, most } => Explanation::new("package-too-large", Exit::Unsound)
                .value("bytes", *bytes)
                .value("most", *most),
        }
    }
}

impl Explain for PlanError {
    fn explain(&self) -> Explanation {
        match self {
            PlanError::Changed { path } => changed(path.as_str()),
            PlanError::Read { path, source } => unreadable(path.as_str(), source),
            other => {
                Explanation::new("not-carried", Exit::Unsound).value("what", chain(other)).value("count", 1)
            }
        }
    }
}

impl Explain for SealError {
    fn explain(&self) -> Explanation {
        match self {
            SealError::Changed { path } => changed(path.as_str()),
            SealError::Read { path, source } => unreadable(path.as_str(), source),
            other => Explanation::new("not-sealed", Exit::Failed).value("what", chain(other)),
        }
    }
}

impl Explain for SubmitError {
    fn explain(&self) -> Explanation {
        match self {
            SubmitError::Named(error) => error.explain(),
            SubmitError::Prepare(error) => error.explain(),
            SubmitError::Send(error) => error.explain(),
            SubmitError::Record(error) => error.explain(),
            SubmitError::Runtime(error) => error.explain(),
        }
    }
}

impl Explain for SendError {
    fn explain(&self) -> Explanation {
        match self {
            SendError::Seal(error) => error.explain(),
            SendError::News(error) => error.explain(),
            SendError::AfterDelivery(error) => error.explain(),
            SendError::Thread(error) => Explanation::new("io", Exit::Failed).value("what", chain(error)),
        }
    }
}

impl Explain for NewsError {
    fn explain(&self) -> Explanation {
        match self {
            NewsError::Identity(error) => error.explain(),
            NewsError::File(error) => error.explain(),
            NewsError::Record(error) => error.explain(),
            NewsError::Seal(error) => error.explain(),
            NewsError::Thread(error) => Explanation::new("io", Exit::Failed).value("what", chain(error)),
            other => Explanation::new("receipt-not-believed", Exit::Failed).value("what", chain(other)),
        }
    }
}

impl Explain for AskError {
    fn explain(&self) -> Explanation {
        match self {
            AskError::Reach(error) => error.explain(),
            AskError::News(error) => error.explain(),
        }
    }
}

impl Explain for PackError {
    fn explain(&self) -> Explanation {
        match self {
            PackError::File(error) if error.is_present() => {
                Explanation::new("file-exists", Exit::Failed).value("path", error.path.display().to_string())
            }
            PackError::File(error) => error.explain(),
            PackError::Seal(error) => error.explain(),
        }
    }
}

impl Explain for BadRemark {
    fn explain(&self) -> Explanation {
        Explanation::new("bad-remark", Exit::Usage).value("bytes", self.bytes as u64)
    }
}

fn changed(path: &str) -> Explanation {
    Explanation::new("source-changed", Exit::Failed).value("path", path)
}

fn unreadable(path: &str, source: &std::io::Error) -> Explanation {
    Explanation::new("unreadable", Exit::Failed).value("what", format!("{path}: {source}")).value("count", 1)
}
