//! Any bytes as a backbone, judged by each grammar. The first byte chooses which.
#![no_main]

use ectd::grammar::{Grammar, cn, eu, ich, stf, us, validate};
use fuzz::corpus::Corpus;
use fuzz::dossier;
use libfuzzer_sys::fuzz_target;

/// The grammars, each with the end of the names of its documents.
static GRAMMARS: [(&Grammar, &str); 5] = [
    (&ich::GRAMMAR, "index.xml"),
    (&us::GRAMMAR, "us-regional.xml"),
    (&eu::GRAMMAR, "eu-regional.xml"),
    (&cn::GRAMMAR, "cn-regional.xml"),
    (&stf::GRAMMAR, ".xml"),
];

fuzz_target!(init: seed(), |content: &[u8]| {
    let Some((first, document)) = content.split_first() else { return };
    let _ = validate(document, GRAMMARS[usize::from(*first) % GRAMMARS.len()].0);
});

fn seed() {
    let corpus = Corpus::of("grammar");
    dossier::composed(&mut |path, content| {
        if let Some(choice) = GRAMMARS.iter().position(|(_, end)| path.ends_with(end)) {
            let name = format!("{choice}-{}", path.replace('/', "-"));
            corpus.keep(&name, &[&[u8::try_from(choice).unwrap_or_default()], content].concat());
        }
    });
}
