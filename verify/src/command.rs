//! The command line: what can be verified.

use std::path::Path;

use clap::{Parser, Subcommand};
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::options::Speech;
use terminal::output::Output;

use crate::options::{
    ArchiveOptions, HomeOptions, Judging, LogOptions, PackageOptions, ProveOptions, ReceiptOptions,
};
use crate::page::Page;
use crate::report::Report;
use crate::text::Texts;
use crate::{archive, home, key, log, package, prove, receipt};

/// Proves off line that what is kept is what was filed
///
/// Reads only, and asks neither network nor clock. Exit codes: 0 sound, 1 could not be checked, 2 wrong usage,
/// 3 unsound (also empty, truncated, not a package).
#[derive(Debug, Parser)]
#[command(name = "sealpost-verify", version)]
pub struct Command {
    #[command(flatten)]
    speech: Speech,
    #[command(flatten)]
    judging: Judging,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check a sealed package: frame, statement, segment digests; with a key every byte of every file
    Package(PackageOptions),
    /// Check a receipt: signature, certificate at the receipt's time, links to those beside it; also that it stands in a log,
    /// or that one file was in its dossier
    Receipt(ReceiptOptions),
    /// Write the proof that one file was in a dossier, which shows nothing of the others
    Prove(ProveOptions),
    /// Check an archive: every file of every object by its digests, and each object's evidence
    Archive(ArchiveOptions),
    /// Check an evidence log: every entry, tile and checkpoint, and that nothing was changed since an older checkpoint
    Log(LogOptions),
    /// Check all that a receiver's home or its backup holds: packages, receipts, archive, log
    Home(HomeOptions),
}

impl Command {
    /// Runs the command and says how it ended.
    pub fn run(self) -> Exit {
        let output = Output::new(&self.speech);
        let texts = Texts::new(self.speech.language());
        self.verify(output, texts).unwrap_or_else(|failure| {
            output.failure("sealpost-verify", &failure);
            failure.exit
        })
    }

    fn verify(&self, output: Output, texts: Texts) -> Result<Exit, Failure> {
        let anchor = key::anchor(self.judging.trust.as_deref(), texts)?;
        let authorities = key::authorities(self.judging.timestamp_trust.as_deref(), texts)?;
        let home = self.judging.home.as_deref();
        let page = match &self.judging.report {
            Some(file) => Some(Page::at(file, self.what.name(), self.what.subject(home), texts)?),
            None => None,
        };
        let bars = !self.speech.quiet && !self.speech.no_progress;
        let mut report = Report::new(texts, output, anchor, authorities, bars);
        match &self.what {
            What::Package(options) => package::verify(options, &mut report),
            What::Receipt(options) => receipt::verify(options, &mut report),
            What::Prove(options) => prove::prove(options, &mut report),
            What::Archive(options) => archive::verify(options, &mut report),
            What::Log(options) => log::verify(options, &mut report),
            What::Home(options) => home::verify(options, home, &mut report),
        }?;
        let exit = report.close()?;
        if let Some(page) = page {
            page.write(&report)?;
        }
        Ok(exit)
    }
}

impl What {
    fn name(&self) -> &'static str {
        match self {
            Self::Package(_) => "package",
            Self::Receipt(_) => "receipt",
            Self::Prove(_) => "prove",
            Self::Archive(_) => "archive",
            Self::Log(_) => "log",
            Self::Home(_) => "home",
        }
    }

    /// What is checked.
    fn subject<'a>(&'a self, home: Option<&'a Path>) -> &'a Path {
        match self {
            Self::Package(options) => &options.file,
            Self::Receipt(options) => &options.file,
            Self::Prove(options) => &options.receipt,
            Self::Archive(options) => &options.root,
            Self::Log(options) => &options.folder,
            Self::Home(options) => options.folder.as_deref().or(home).unwrap_or(Path::new(".")),
        }
    }
}
