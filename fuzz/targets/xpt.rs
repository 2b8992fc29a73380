//! Any bytes as a SAS transport file.
#![no_main]

use fuzz::corpus::Corpus;
use fuzz::dossier;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seed(), |content: &[u8]| {
    let _ = ectd::xpt::Facts::of(content, content.len() as u64);
});

fn seed() {
    let corpus = Corpus::of("xpt");
    corpus
        .keep("header", b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000000000000000000000000000000  ");
    dossier::composed(&mut |path, content| {
        if path.ends_with(".xpt") {
            corpus.keep(&path.replace('/', "-"), content);
        }
    });
}
