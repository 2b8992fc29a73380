//! The plan as a journal record.

use crypto::digest::{Blake3Digest, Sha256Digest};
use ectd::dossier::Stamp;

use super::{MOST_BYTES, Plan, PlannedFile, Unreadable, lay_out};
use crate::bag::{MOST_FILES, Totals};
use crate::fields::{Reader, Writer};

impl Plan {
    /// Writes the plan with a digest of its own, for the job's journal.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new(MAGIC);
        out.field(self.application.as_str().as_bytes());
        out.field(self.sequence.as_str().as_bytes());
        out.number(self.files.len() as u64);
        for file in &self.files {
            out.field(file.path.as_str().as_bytes());
            out.number(file.stamp.size);
            out.raw(&file.stamp.modified.to_be_bytes());
            out.number(file.stamp.inode);
            out.raw(&file.crc.to_be_bytes());
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
        let bytes = files.iter().try_fold(0u64, |sum, file| sum.checked_add(file.stamp.size));
        let bytes = bytes.filter(|&bytes| bytes <= MOST_BYTES).ok_or(input.unreadable())?;
        let totals = Totals { files: count, bytes, manifest_len: 0 };
        let sizes = files.iter().map(|file| (file.path.as_str().len() as u64, file.stamp.size));
        let (layout, segments) = lay_out(&application, &sequence, totals, sizes).ok_or(input.unreadable())?;
        let digest = |_| input.raw().map(Blake3Digest::from_bytes);
        let reads = (0..segments.count()).map(digest).collect::<Result<Vec<_>, _>>()?;
        input.finish()?;
        Ok(Self::complete(application, sequence, files, reads, layout, segments))
    }
}

fn file(input: &mut Reader<'_>) -> Result<PlannedFile, Unreadable> {
    Ok(PlannedFile {
        path: input.text()?,
        stamp: Stamp {
            size: input.number()?,
            modified: input.raw().map(i64::from_be_bytes)?,
            inode: input.number()?,
        },
        crc: input.raw().map(u32::from_be_bytes)?,
        sha256: input.raw().map(Sha256Digest::from_bytes)?,
    })
}

const MAGIC: &[u8; 8] = b"SEALPLN\x01";
