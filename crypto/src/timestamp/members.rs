//! The members of a DER structure (X.690), one after another, as slices. `der` reads tags and lengths; sets need not be in
//! order, as authorities do not always sort them.

use der::{AnyRef, Decode, Encode, Reader, SliceReader, Tag, TagNumber};

/// The members that are still to be read.
#[derive(Clone)]
pub(super) struct Members<'a>(SliceReader<'a>);

/// Something else stands there.
#[derive(Debug)]
pub(super) struct Malformed;

impl<'a> Members<'a> {
    /// Reads what stands in a structure.
    pub(super) fn of(content: &'a [u8]) -> Result<Self, Malformed> {
        SliceReader::new(content).map(Self).map_err(|_| Malformed)
    }

    /// Reads what stands in the one SEQUENCE that the bytes are.
    pub(super) fn of_sequence(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut outer = Self::of(bytes)?;
        let content = outer.next(Tag::Sequence)?;
        outer.end()?;
        Self::of(content)
    }

    /// The content of the next member, which has this tag.
    pub(super) fn next(&mut self, tag: Tag) -> Result<&'a [u8], Malformed> {
        let member = AnyRef::decode(&mut self.0).map_err(|_| Malformed)?;
        if der::Tagged::tag(&member) == tag { Ok(member.value()) } else { Err(Malformed) }
    }

    /// The content of the next member if it has this tag.
    pub(super) fn optional(&mut self, tag: Tag) -> Result<Option<&'a [u8]>, Malformed> {
        if self.tag() == Some(tag) { self.next(tag).map(Some) } else { Ok(None) }
    }

    /// The next member with tag and length.
    pub(super) fn whole(&mut self) -> Result<&'a [u8], Malformed> {
        self.0.tlv_bytes().map_err(|_| Malformed)
    }

    /// The tag of the next member.
    pub(super) fn tag(&self) -> Option<Tag> {
        if self.0.is_finished() { None } else { Tag::peek(&self.0).ok() }
    }

    /// Whether all was read.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_finished()
    }

    /// Nothing may follow.
    pub(super) fn end(self) -> Result<(), Malformed> {
        self.0.finish().map_err(|_| Malformed)
    }
}

/// The tag `[number]` of a structure.
pub(super) const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// Writes one element.
#[expect(clippy::expect_used, reason = "what is written here is far below the 256 MiB of a DER length")]
pub(super) fn element(tag: Tag, content: &[u8]) -> Vec<u8> {
    AnyRef::new(tag, content).and_then(|any| any.to_der()).expect("a short element")
}
