//! Any bytes as a backbone, judged by each grammar. The first byte chooses which.
#![no_main]

use ectd::grammar::{cn, eu, ich, stf, us, validate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Some((first, document)) = content.split_first() else { return };
    let grammars = [&ich::GRAMMAR, &us::GRAMMAR, &eu::GRAMMAR, &cn::GRAMMAR, &stf::GRAMMAR];
    let _ = validate(document, grammars[usize::from(*first) % grammars.len()]);
});
