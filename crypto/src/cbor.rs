//! The forms of CBOR that every signed text of ours shares.

use minicbor::Encoder;
use minicbor::encode::write::Write;

/// Writes one item into memory.
pub(crate) fn write(fill: impl FnOnce(&mut Encoder<Vec<u8>>) -> Result<(), Never>) -> Vec<u8> {
    let mut out = Encoder::new(Vec::new());
    // Writing into memory cannot fail; a partial form would fail every comparison and signature anyway.
    let _ = fill(&mut out);
    out.into_writer()
}

/// Writes what a COSE_Sign1 signs: the Sig_structure of RFC 9052 section 4.4, without external data.
pub(crate) fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    write(|out| out.array(4)?.str("Signature1")?.bytes(protected)?.bytes(&[])?.bytes(payload)?.ok())
}

type Never = minicbor::encode::Error<<Vec<u8> as Write>::Error>;
