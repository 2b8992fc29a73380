//! Any bytes as a SAS transport file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let _ = ectd::xpt::Facts::of(content, content.len() as u64);
});
