//! The command line: what can be verified, and how the outcome is said.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::options::Speech;
use terminal::output::Output;

use crate::report::Report;
use crate::text::Texts;
use crate::{log, package, receipt};

/// Proves off line that what is kept is what was filed
///
/// Exit codes: 0 sound, 1 could not be checked, 2 wrong usage, 3 unsound (also empty, truncated, not a package).
#[derive(Debug, Parser)]
#[command(name = "sealpost-verify", version)]
pub struct Command {
    #[command(flatten)]
    speech: Speech,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check a sealed package: frame, statement, segment digests; with a key every byte of every file
    Package(PackageOptions),
    /// Check a receipt: signature, certificate at the receipt's time, links to those beside it
    Receipt(ReceiptOptions),
    /// Check an archive (not in this version)
    #[command(hide = true)]
    Archive(Later),
    /// Check an evidence log: every entry, tile and checkpoint, and that nothing was changed since an older checkpoint
    Log(LogOptions),
    /// Check a receiver's home or backup (not in this version)
    #[command(hide = true)]
    Home(Later),
}

/// Options of `package`.
#[derive(Debug, Args)]
pub(crate) struct PackageOptions {
    /// The package; `<name>.digests` and `<name>.wraps` beside it are used where they are there
    pub(crate) file: PathBuf,
    /// A decryption key (JSON): the centre's, the escrow key or the applicant's; of a key in shares enough of them, each with
    /// an option of its own
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    /// Folder with the receipts of this package
    #[arg(long, value_name = "DIR")]
    pub(crate) receipts: Option<PathBuf>,
    /// The centre's CA certificate; without it signatures hold only under the certificates they carry
    #[arg(long, value_name = "CA.pem")]
    pub(crate) trust: Option<PathBuf>,
}

/// Options of `receipt`.
#[derive(Debug, Args)]
pub(crate) struct ReceiptOptions {
    /// The receipt; those in the same folder are used to prove its links
    pub(crate) file: PathBuf,
    /// The centre's CA certificate; without it the signature holds only under the certificate it carries
    #[arg(long, value_name = "CA.pem")]
    pub(crate) trust: Option<PathBuf>,
    /// The package that the receipt should be about
    #[arg(long, value_name = "FILE")]
    pub(crate) package: Option<PathBuf>,
    /// An export of the centre's evidence log in which the receipt must stand
    #[arg(long, value_name = "DIR")]
    pub(crate) log: Option<PathBuf>,
}

/// Options of `log`.
#[derive(Debug, Args)]
pub(crate) struct LogOptions {
    /// The log: an export, or the folder of a centre's home or backup
    pub(crate) folder: PathBuf,
    /// The centre's CA certificate; without it the card in the folder says whose log it is
    #[arg(long, value_name = "CA.pem")]
    pub(crate) trust: Option<PathBuf>,
    /// A checkpoint that was kept elsewhere, as in an applicant's home; may be given several times
    #[arg(long, value_name = "CHECKPOINT")]
    pub(crate) since: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct Later {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    _rest: Vec<String>,
}

impl Command {
    /// Runs the command and says how it ended.
    pub fn run(self) -> Exit {
        let output = Output::new(&self.speech);
        let texts = Texts::new(self.speech.language());
        let done = match &self.what {
            What::Package(options) => package::verify(options, texts),
            What::Receipt(options) => receipt::verify(options, texts),
            What::Log(options) => log::verify(options, texts),
            What::Archive(_) | What::Home(_) => Err(later(texts)),
        };
        match done {
            Ok(report) => say(&report, output, texts),
            Err(failure) => {
                output.failure("sealpost-verify", &failure);
                failure.exit
            }
        }
    }
}

fn say(report: &Report, output: Output, texts: Texts) -> Exit {
    let said = report.print(output, texts);
    // A reader who has gone away (`| head`) does not change what was found.
    if said.is_err() {
        output.note(&texts.say("output-closed"));
    }
    report.exit()
}

fn later(texts: Texts) -> Failure {
    Failure::new(Exit::Usage, "not-in-this-version", texts.say("not-in-this-version"))
}
