//! The HTML page of a check, to be filed with the dossier.

use std::path::{Path, PathBuf};

use durable::whole::{self, Existing};
use ectd::check::Report;
use ectd::dossier::Dossier;
use ectd::report::page::{Circumstances, page};
use package::statement::Remark;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::clock;
use crate::command::context::Context;
use crate::failure::Explanation;
use crate::options;

/// A page that will be written when the check is through.
#[derive(Debug)]
pub(super) struct Page {
    file: PathBuf,
    around: Circumstances,
}

impl Page {
    /// Makes sure, before hours of reading, that the page may lie there and the reason can stand in a statement.
    ///
    /// # Errors
    /// A failure of usage.
    pub(super) fn at(
        file: &Path,
        dossier: &Dossier,
        options: &options::Check,
        context: &Context,
    ) -> Result<Self, Failure> {
        let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().map_err(|error| context.fail(&error))?;
        if folder.starts_with(dossier.root()) {
            // it would be filed with the dossier as a file that no leaf names
            return Err(Explanation::new("report-in-dossier", Exit::Usage)
                .value("path", file.display().to_string())
                .in_words(context.texts));
        }
        let accepted = options.accept_findings.as_deref().map(str::parse::<Remark>).transpose();
        let accepted = accepted.map_err(|error| context.fail(&error))?;
        let around = Circumstances {
            folder: options.dir.display().to_string(),
            time: clock::time(clock::now()),
            tool: TOOL.to_owned(),
            history: options.history.as_ref().map(|folder| folder.display().to_string()),
            accepted: accepted.map(|reason| reason.to_string()),
        };
        Ok(Self { file: file.to_owned(), around })
    }

    /// Writes the page, in place of one of an earlier check. Durable on return.
    ///
    /// # Errors
    /// The failure to end with.
    pub(super) fn write(&self, report: &Report, context: &Context) -> Result<(), Failure> {
        let html = page(report, &self.around, context.texts.language());
        let html = html.map_err(|error| context.fail(&std::io::Error::other(error)))?;
        let written = whole::write(&self.file, html.as_bytes(), Existing::Replace);
        written.map(drop).map_err(|error| context.fail(&error))?;
        let file = self.file.display().to_string();
        context.output.note(&context.texts.with("check-page", &[("file", file.into())]));
        Ok(())
    }
}

const TOOL: &str = concat!("sealpost ", env!("CARGO_PKG_VERSION"));
