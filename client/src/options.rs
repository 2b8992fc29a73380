//! The command line: one definition from which parsing, help, man page and completions come.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use terminal::options::{HomeOption, Speech};
use transfer::carrier::congestion::Congestion;

/// File a dossier with a review centre: check it, seal it, send it, and keep the centre's signed receipts.
///
/// A dossier goes from a folder to a registered submission with one command, `sealpost submit DIR`. Whatever
/// interrupts it, the same command again goes on where it stopped; it never files anything twice.
#[derive(Debug, Parser)]
#[command(
    name = "sealpost",
    version,
    propagate_version = true,
    max_term_width = 100,
    after_help = "Exit codes: 0 done · 1 could not be done · 2 usage, or not in this version · 3 not acceptable \
                  · 4 refused by the centre · 5 not finished, run the same command again · 130 interrupted \
                  (resumable)"
)]
pub struct Options {
    /// Where the applicant's things are.
    #[command(flatten)]
    pub home: HomeOption,
    /// How to speak.
    #[command(flatten)]
    pub speech: Speech,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do; the words for people stand at the commands' own options.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a text here would take the place of the command's own in the help")]
pub enum Command {
    Enrol(Enrol),
    Check(Check),
    Submit(Submit),
    Pack(Pack),
    Status(Status),
    Receipts(Receipts),
    History(History),
    Clean(Clean),
    Sample(Sample),
    View(View),
    #[command(hide = true)]
    Rehearse(Later),
    #[command(hide = true)]
    Doctor(Later),
    #[command(hide = true)]
    Window(Later),
    #[command(hide = true)]
    InspectWorker(InspectWorker),
}

/// Enrol with a review centre, with the code it sent you
///
/// Makes the keys of this applicant here (they never leave this machine), asks the centre to certify them, and
/// keeps the certificates and the centre's card. A code works once.
#[derive(Debug, Args)]
pub struct Enrol {
    /// The invitation code: one word, as the centre wrote it
    pub code: String,
}

/// Check a dossier: what the centre would object to
///
/// Reads every file once and names each finding with its rule, severity and place, and every rule that was not
/// evaluated. Nothing is sent. Ends with exit code 3 if there is an error.
#[derive(Debug, Args)]
pub struct Check {
    /// The sequence folder
    pub dir: PathBuf,
    /// Rules to apply [default: read from the dossier]
    #[arg(long, value_parser = PROFILES, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Edition of the rules, such as 1.0 for China [default: the one in force]
    #[arg(long, value_name = "EDITION")]
    pub edition: Option<String>,
    /// Folder that holds the sequences filed before; without it, rules on the life cycle are not evaluated
    #[arg(long, value_name = "DIR")]
    pub history: Option<PathBuf>,
    /// HTML page to write, to be filed with the dossier; not inside its folder
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// The reason for filing in spite of error findings, as the page shall say it; `submit` is told it again
    #[arg(long, value_name = "REASON", requires = "report")]
    pub accept_findings: Option<String>,
}

/// What is filed, and under which names.
#[derive(Debug, Args)]
pub struct Filing {
    /// The sequence folder
    pub dir: PathBuf,
    /// Application number [default: read from the dossier]
    #[arg(long, value_name = "ID")]
    pub application: Option<String>,
    /// Sequence number [default: read from the dossier]
    #[arg(long, value_name = "S")]
    pub sequence: Option<String>,
    /// Rules to apply [default: read from the dossier]
    #[arg(long, value_parser = PROFILES, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Folder that holds the sequences filed before; without it, rules on the life cycle are not evaluated here
    #[arg(long, value_name = "DIR")]
    pub history: Option<PathBuf>,
    /// File in spite of error findings, for this reason; it stands unencrypted in the signed statement
    #[arg(long, value_name = "REASON")]
    pub accept_findings: Option<String>,
}

/// File a dossier: check, seal, send, wait for the centre's receipts
///
/// Run it again after any interruption: it resumes, or returns the receipts it already has. Nothing is ever
/// filed twice. The source folder is only read.
#[derive(Debug, Args)]
pub struct Submit {
    /// What is filed.
    #[command(flatten)]
    pub filing: Filing,
    /// Do not wait for verification and registration: end when the centre holds the package
    #[arg(long)]
    pub no_wait: bool,
    /// What carries it: quic (UDP), tcp, or auto: QUIC first, and TCP where it does not get through or is too slow
    #[arg(long, value_parser = TRANSPORTS, default_value = "auto", value_name = "KIND")]
    pub transport: String,
    /// Send at most so many bytes a second, such as 500K or 2M
    #[arg(long, value_name = "RATE")]
    pub limit: Option<String>,
    /// What decides how fast it leaves over QUIC: bbr, or cubic
    #[arg(long, hide = true, env = "SEALPOST_CONGESTION", default_value = "bbr", value_name = "KIND")]
    pub congestion: Congestion,
    /// The only way out: an HTTP proxy, http://[USER:PASSWORD@]HOST:PORT [default: HTTPS_PROXY or ALL_PROXY, unless
    /// NO_PROXY names the centre]
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
}

/// Write the sealed package to a file instead of sending it
///
/// The bytes are the same that `submit` would send. After an interrupted `submit` of the same dossier it makes
/// that very package again.
#[derive(Debug, Args)]
pub struct Pack {
    /// What is filed.
    #[command(flatten)]
    pub filing: Filing,
    /// File to write; it appears only when whole
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Of a later version
    #[arg(long, hide = true, value_name = "BYTES")]
    pub volume_size: Option<u64>,
}

/// Ask the centre what it says now
///
/// Works from any machine that has the identity. Without NUMBER it asks for every submission this home knows.
#[derive(Debug, Args)]
pub struct Status {
    /// Submission number
    pub number: Option<String>,
}

/// Fetch the centre's receipts again: the signed files, and pages for people
#[derive(Debug, Args)]
pub struct Receipts {
    /// Submission number
    pub number: String,
    /// Folder to write to [default: the folder of this submission in the home]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// List what was submitted from this home
#[derive(Debug, Args)]
pub struct History {}

/// Remove finished and abandoned jobs; receipts are kept
///
/// A job that is only interrupted is kept, unless --abandon is given.
#[derive(Debug, Args)]
pub struct Clean {
    /// Also remove interrupted jobs: what the centre already has of them will be sent again
    #[arg(long)]
    pub abandon: bool,
}

/// Write a synthetic dossier for trials
///
/// The same arguments always give the same bytes. DIR receives the contents of a sequence folder and must be
/// empty or absent. Around documents of noise stands what the authority asks for: the first four sequences (of v4
/// two) are new, replace, append and delete; any later one is a reply that brings new documents.
#[derive(Debug, Args)]
pub struct Sample {
    /// Folder to fill
    pub dir: PathBuf,
    /// Number of content files; the profile's own need about 40 of them
    #[arg(long, default_value_t = 40, value_name = "N")]
    pub files: u64,
    /// Total size in bytes, kept to ± 1 %
    #[arg(long, default_value_t = 20_000_000, value_name = "N")]
    pub bytes: u64,
    /// Form of the dossier: the authority's
    #[arg(long, value_parser = PROFILES, default_value = "ich", value_name = "PROFILE")]
    pub profile: String,
    /// Sequence number written into it; the first one of the profile if not given
    #[arg(long, value_name = "S")]
    pub sequence: Option<String>,
    /// Folder with the authority's DTDs and stylesheets: those found in it are put below `util`
    #[arg(long, value_name = "DIR")]
    pub util: Option<PathBuf>,
}

/// The process that looks into PDF and XPT files for `check` and `submit`; nobody else calls it
#[derive(Debug, Args)]
pub struct InspectWorker {
    /// Bytes of memory that it may use
    pub memory: u64,
    /// The folder in which the files lie
    pub root: PathBuf,
}

/// Show the current view of an application: which documents stand, after all its sequences
///
/// Lays the sequences on top of each other. A document stands until another replaces or deletes it; what was
/// appended stands below the document it belongs to. Ends with exit code 3 if a backbone cannot be read whole.
#[derive(Debug, Args)]
pub struct View {
    /// The application's folder, which holds the sequence folders
    pub dir: PathBuf,
}

/// A command of a later version: whatever follows it is accepted, and answered with "not in this version".
#[derive(Debug, Args)]
pub struct Later {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<std::ffi::OsString>,
}

/// What can carry a submission; auto is both.
const TRANSPORTS: [&str; 3] = ["auto", "quic", "tcp"];

/// The authorities' forms a dossier can have: [`ectd::profile::Profile`] by name.
const PROFILES: [&str; 6] = ["cn", "us", "eu", "ich", "v4", "generic"];

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Options::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_and_after() {
        for line in [["sealpost", "--json", "history"], ["sealpost", "history", "--json"]] {
            let options = Options::try_parse_from(line).unwrap();
            assert!(options.speech.json);
        }
    }

    #[test]
    fn the_congestion_controller_can_be_named() {
        let submit = |kind| Options::try_parse_from(["sealpost", "submit", "x", "--congestion", kind]);
        let Command::Submit(options) = submit("cubic").unwrap().command else { panic!("submit") };
        assert_eq!(options.congestion, Congestion::Cubic);
        assert!(submit("reno").is_err());
    }

    #[test]
    fn a_later_command_takes_anything() {
        let options = Options::try_parse_from(["sealpost", "doctor", "--bundle", "x"]).unwrap();
        assert!(matches!(options.command, Command::Doctor(_)));
    }
}
