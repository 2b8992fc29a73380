//! Any bytes as what a package holds under its seal: sealed here with the key of a vector, and opened.
//!
//! The length of the content stands in the signed part, so every input is cut or filled up to it.
#![no_main]

use std::sync::LazyLock;

use crypto::key_file::KeyFile;
use crypto::segment::{self, HEADER, Stream};
use crypto::wrap::PrivateKey;
use fuzz::corpus::Corpus;
use fuzz::vector::Vector;
use libfuzzer_sys::fuzz_target;
use package::opener::Opener;

/// A sound package of one segment, taken apart.
struct Sound {
    key: PrivateKey,
    /// The clear part, and the header of the stream.
    before: Vec<u8>,
    cipher: Stream,
    plaintext: Vec<u8>,
}

static SOUND: LazyLock<Sound> = LazyLock::new(|| {
    let vector = Vector::one("package", "sound-x25519");
    let key = KeyFile::parse(vector.values("key")[0]).expect("a key").key;
    let bytes = vector.body().expect("a package");
    let opener = Opener::new(&bytes[..], &key, &[]).expect("a sound package");
    let (clear, stream) = bytes.split_at(opener.head().bytes().len());
    let (header, sealed) = stream.split_first_chunk::<HEADER>().expect("a stream");
    let (salt, prefix) = segment::parse_header(header).expect("a header");
    let cipher = Stream::new(opener.data_key(), &salt, &prefix, &opener.head().header_digest().0);
    let mut plaintext = sealed.to_vec();
    cipher.open(0, true, &mut plaintext).expect("the only segment");
    Sound { before: [clear, header].concat(), cipher, plaintext, key }
});

fuzz_target!(init: seed(), |content: &[u8]| {
    let Sound { key, before, cipher, plaintext } = &*SOUND;
    let mut segment = content.to_vec();
    segment.resize(plaintext.len(), 0);
    let is_sound = segment == *plaintext;
    cipher.seal(0, true, &mut segment).expect("sealed");
    let bytes = [&before[..], &segment].concat();
    let opened = Opener::new(&bytes[..], key, &[]).expect("a sound clear part").open(&mut ());
    assert_eq!(opened.is_ok(), is_sound, "another content opens under the same root");
});

fn seed() {
    Corpus::of("bag").keep("sound", &SOUND.plaintext);
}
