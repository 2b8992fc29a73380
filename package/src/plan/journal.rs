//! The plan as a journal record.

use crypto::digest::{Blake3Digest, Sha256Digest};
use ectd::dossier::Stamp;

use super::{Plan, Unreadable};
use crate::bag::MOST_FILES;
use crate::contents::{Content, Contents};
use crate::fields::{Reader, Writer};

impl Plan {
    /// Writes the plan with a digest of its own, for the job's journal.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new(MAGIC);
        out.field(self.application().as_str().as_bytes());
        out.field(self.sequence().as_str().as_bytes());
        out.number(self.files());
        for (file, stamp) in self.contents.files().iter().zip(&self.stamps) {
            out.field(file.path.as_str().as_bytes());
            out.number(file.size);
            out.raw(&stamp.modified.to_be_bytes());
            out.number(stamp.inode);
            // Who has planned a file has read it.
            out.raw(&file.crc.get().copied().unwrap_or_default().to_be_bytes());
            out.raw(file.sha256.as_bytes());
        }
        self.reads.iter().for_each(|digest| out.raw(digest.as_bytes()));
        out.finish()
    }

    /// Reads what [`Plan::encode`] wrote.
    ///
    /// # Errors
    /// When the record is cut, altered or of another version.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut input = Reader::new(bytes, MAGIC, "plan")?;
        let application = input.text()?;
        let sequence = input.text()?;
        let count = input.number()?;
        if count > MOST_FILES {
            return Err(input.unreadable());
        }
        let files = (0..count).map(|_| file(&mut input)).collect::<Result<Vec<_>, _>>()?;
        let (files, stamps) = files.into_iter().unzip();
        let contents = Contents::new(application, sequence, files).ok_or(input.unreadable())?;
        let digest = |_| input.raw().map(Blake3Digest::from_bytes);
        let reads = (0..contents.segments().count()).map(digest).collect::<Result<Vec<_>, _>>()?;
        input.finish()?;
        Ok(Self { contents, stamps, reads })
    }
}

fn file(input: &mut Reader<'_>) -> Result<(Content, Stamp), Unreadable> {
    let path = input.text()?;
    let size = input.number()?;
    let stamp = Stamp { size, modified: input.raw().map(i64::from_be_bytes)?, inode: input.number()? };
    let crc = input.raw().map(u32::from_be_bytes)?.into();
    let sha256 = input.raw().map(Sha256Digest::from_bytes)?;
    Ok((Content { path, size, sha256, crc }, stamp))
}

const MAGIC: &[u8; 8] = b"SEALPLN\x02";
