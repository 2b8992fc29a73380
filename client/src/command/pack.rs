//! `sealpost pack`: the sealed package as a file.

use std::path::Path;

use package::identity::PackageDigest;
use package::sealer::Sealer;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::size::human;

use crate::clock;
use crate::command::context::Context;
use crate::command::submit::{accepted, said};
use crate::job::dossier::Named;
use crate::job::pack::pack;
use crate::job::prepare::{Terms, package};
use crate::options::Pack;
use crate::report::Findings;

/// Writes the package.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &Pack, context: &Context) -> Result<Exit, Failure> {
    context.not_yet(&[(options.volume_size.is_some(), "--volume-size")])?;
    let said = said(&options.filing, context)?;
    let accepted = accepted(&options.filing, context)?;
    let identity = context.identity()?;
    let named = Named::open(&options.filing.dir, said).map_err(|error| context.fail(&error))?;
    let history = options.filing.history.as_deref();
    let terms = Terms { home: &context.home, identity: &identity, history, accepted, now: clock::now() };
    let mut events = context.report(Findings::Notes);
    let (sealer, again) = package(&named, &terms, &mut events).map_err(|error| context.fail(&error))?;
    let digest = pack(&sealer, named.dossier.root(), &options.out, &mut events)
        .map_err(|error| context.fail(&error))?;
    events.finish();
    if again {
        context.output.note(&context.texts.say("pack-again"));
    }
    conclude(&sealer, digest, &options.out, context)
}

fn conclude(sealer: &Sealer, digest: PackageDigest, file: &Path, context: &Context) -> Result<Exit, Failure> {
    let plan = sealer.plan();
    let line = ResultLine {
        file,
        package: sealer.head().header().id.to_string(),
        manifest_root: plan.root().to_string(),
        package_digest: digest.to_string(),
        application: plan.application().as_str(),
        sequence: plan.sequence().as_str(),
        files: plan.files(),
        bytes: plan.bytes(),
        package_len: sealer.head().package_len(),
    };
    let values = [
        ("file", file.display().to_string().into()),
        ("bytes", human(line.package_len).into()),
        ("files", line.files.into()),
        ("root", line.manifest_root.clone().into()),
    ];
    context.print(&line, &context.texts.with("pack-done", &values))?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine<'a> {
    file: &'a Path,
    package: String,
    manifest_root: String,
    package_digest: String,
    application: &'a str,
    sequence: &'a str,
    files: u64,
    bytes: u64,
    package_len: u64,
}
