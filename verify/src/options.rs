//! The options of each command.

use std::path::PathBuf;

use clap::Args;

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Judging {
    /// The centre's CA certificate; without it signatures hold only under the certificates they carry
    #[arg(long, global = true, value_name = "CA.pem")]
    pub(crate) trust: Option<PathBuf>,
    /// CA certificates of the authorities whose time-stamps are believed; without it those are taken that lie beside the time-stamps
    #[arg(long, global = true, value_name = "CA.pem")]
    pub(crate) timestamp_trust: Option<PathBuf>,
    /// Write a report for people: one HTML page to print and to file
    #[arg(long, global = true, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
    /// A receiver's home: what `home` checks when no folder is named
    #[arg(long, global = true, env = "SEALPOST_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
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
}

/// Options of `receipt`.
#[derive(Debug, Args)]
pub(crate) struct ReceiptOptions {
    /// The receipt; those in the same folder are used to prove its links
    pub(crate) file: PathBuf,
    /// The package that the receipt should be about
    #[arg(long, value_name = "FILE")]
    pub(crate) package: Option<PathBuf>,
    /// An export of the centre's evidence log in which the receipt must stand
    #[arg(long, value_name = "DIR")]
    pub(crate) log: Option<PathBuf>,
    /// A file that should have been in the dossier that the receipt is about
    #[arg(long = "file", value_name = "PATH")]
    pub(crate) member: Option<PathBuf>,
    /// Its proof, as `prove` wrote it (default: `<PATH>.proof`; without one the dossier, bag or archive object around the
    /// file is read)
    #[arg(long, value_name = "FILE", requires = "member")]
    pub(crate) proof: Option<PathBuf>,
}

/// Options of `prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveOptions {
    /// The receipt R2, or one beside it
    pub(crate) receipt: PathBuf,
    /// The file's path in the submitted folder, such as m1/cn/cover.pdf
    #[arg(long = "file", value_name = "PATH")]
    pub(crate) member: String,
    /// Where the whole dossier is: the submitted folder, a bag, an object of the archive, or the sealed package
    #[arg(long, value_name = "DIR|PACKAGE")]
    pub(crate) from: PathBuf,
    /// A decryption key, for a sealed package
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    /// Where the proof is written; a file that is there is replaced
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// Options of `archive`.
#[derive(Debug, Args)]
pub(crate) struct ArchiveOptions {
    /// The OCFL storage root
    pub(crate) root: PathBuf,
}

/// Options of `log`.
#[derive(Debug, Args)]
pub(crate) struct LogOptions {
    /// The log: an export, or the folder of a centre's home or backup
    pub(crate) folder: PathBuf,
    /// A checkpoint that was kept elsewhere, as in an applicant's home; may be given several times
    #[arg(long, value_name = "CHECKPOINT")]
    pub(crate) since: Vec<PathBuf>,
}

/// Options of `home`.
#[derive(Debug, Args)]
pub(crate) struct HomeOptions {
    /// The home of a receiver, or its backup (default: that of --home)
    pub(crate) folder: Option<PathBuf>,
    /// A decryption key, to open every package; of a key in shares enough of them
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
}
