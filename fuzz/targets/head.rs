//! Any bytes as the clear part of a package, or as one of the texts in it. What is read is written again and compared.
#![no_main]

use fuzz::corpus::Corpus;
use fuzz::vector::Vector;
use libfuzzer_sys::fuzz_target;
use package::frame::Frame;
use package::head::Head;
use package::header::Header;
use package::json::Object;
use package::stanza;

fuzz_target!(init: seed(), |content: &[u8]| {
    let Some((first, text)) = content.split_first() else { return };
    match first % 4 {
        0 => {
            if let Ok(head) = Head::parse(text) {
                let _ = head.verify();
            }
        }
        1 => {
            if let Ok(header) = Header::parse(text) {
                assert_eq!(Header::parse(&header.to_bytes()).as_ref(), Ok(&header));
                let _ = header.recipients();
            }
        }
        2 => {
            if let Ok(object) = Object::parse(text) {
                assert_eq!(Object::parse(&object.to_bytes()).as_ref(), Ok(&object));
            }
        }
        _ => {
            let _ = stanza::read_lines(text);
        }
    }
});

fn seed() {
    let corpus = Corpus::of("head");
    for vector in Vector::all("package") {
        let Some(bytes) = vector.body() else { continue };
        let Ok(frame) = Frame::parse(&bytes) else { continue };
        let clear = Head::parse(&bytes).map_or(bytes.len(), |head| head.bytes().len());
        corpus.keep(&vector.name, &[&[0], &bytes[..clear]].concat());
        let header = &bytes[frame.header];
        for choice in 1..4 {
            corpus.keep(&format!("{}-{choice}", vector.name), &[&[choice], header].concat());
        }
    }
}
