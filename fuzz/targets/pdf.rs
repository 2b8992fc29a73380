//! Any bytes as a PDF: facts, a fault, or an excess; never a panic, never without end.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let _ = ectd::pdf::Facts::of(content);
});
