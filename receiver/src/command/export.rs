//! `export`: hands a registered submission over, whole or not at all, and writes that down.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

use super::context::Context;
use super::failure;
use crate::cause;
use crate::clock::Moment;
use crate::handover::error::HandoverError;
use crate::handover::target::Target;
use crate::handover::{Form, Handover};
use crate::registry::entity::submission;
use crate::registry::error::RegistryError;
use crate::registry::log::Event;

/// What to hand over, where to, and as what.
#[derive(Debug, Args)]
pub struct Options {
    /// Number of the submission
    pub number: String,
    /// A new file, or for a bag a new folder
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// The dossier in clear with its evidence, the dossier in clear as it was packed, or the package as it was sealed
    #[arg(long, value_enum)]
    pub form: Shape,
}

/// As what.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Shape {
    /// A BagIt folder: the dossier in clear, the evidence among its tag files
    Bag,
    /// The zip that was sealed: the dossier in clear
    Zip,
    /// The sealed package, its receipts beside it
    Package,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "export")]
struct Exported<'a> {
    number: &'a str,
    form: &'static str,
    path: &'a Path,
    files: Option<i64>,
    bytes: Option<i64>,
    manifest_root: &'a str,
    package_digest: Option<&'a str>,
}

/// Runs the command.
///
/// # Errors
/// When there is no such submission, it is not registered, something is at the target, what is kept is damaged, or a file
/// cannot be read or written.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let config = context.config()?;
    let (number, form) = (options.number.as_str(), Form::from(options.form));
    let place = std::path::absolute(&options.out).unwrap_or_else(|_| options.out.clone());
    let failed = |error: RegistryError| failure::of_registry(context.lang, &error);
    let row = context.block_on(async {
        let registry = context.registry(&config).await?;
        let row = registry.submission(number).await.map_err(failed)?;
        if row.registered_at.is_none() {
            let state = [("number", number), ("state", row.state.name())];
            return Err(context.failure(Exit::Failed, "not-registered", &state));
        }
        let receipts = registry.receipts(number).await.map_err(failed)?;
        let mut salts = Vec::new();
        for receipt in &receipts {
            salts.push(registry.salt(receipt.position).await.map_err(failed)?);
        }
        let handover = Handover { config: &config, row: &row, receipts: &receipts, salts: &salts };
        let target = make(context, &handover, form, &place)?;
        // Written down first: nothing leaves the centre of which its log does not know.
        let event = Event::new("export", number).with("form", form.name());
        registry.note(&event, Moment::now()).await.map_err(failed)?;
        target.show().map_err(|error| refused(context, number, &error))?;
        Ok(row)
    })?;
    say(context, &row, form, &place)
}

fn make(context: &Context, handover: &Handover<'_>, form: Form, place: &Path) -> Result<Target, Failure> {
    let made = || {
        let mut target = Target::prepare(place)?;
        handover.make(form, &mut target)?;
        target.sync()?;
        Ok(target)
    };
    made().map_err(|error| refused(context, &handover.row.number, &error))
}

fn say(context: &Context, row: &submission::Model, form: Form, place: &Path) -> Result<Exit, Failure> {
    let exported = Exported {
        number: &row.number,
        form: form.name(),
        path: place,
        files: row.files,
        bytes: row.bytes,
        manifest_root: &row.manifest_root,
        package_digest: row.package_digest.as_deref(),
    };
    let path = place.display().to_string();
    let values = [("number", &*row.number), ("path", &*path)];
    context.result(&exported, &context.text(&format!("export-{}", form.name()), &values))?;
    Ok(Exit::Done)
}

fn refused(context: &Context, number: &str, error: &HandoverError) -> Failure {
    match error {
        HandoverError::Present(place) => {
            context.failure(Exit::Failed, "target-in-use", &[("path", &place.display().to_string())])
        }
        error if error.is_damage() => {
            let reason = cause::chain(error);
            context.failure(Exit::Unsound, "damaged", &[("number", number), ("reason", &reason)])
        }
        error => failure::of_file(context.lang, error),
    }
}

impl From<Shape> for Form {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Bag => Self::Bag,
            Shape::Zip => Self::Zip,
            Shape::Package => Self::Package,
        }
    }
}
