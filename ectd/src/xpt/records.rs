//! The records of a transport file.
//!
//! ```text
//! library  HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000000000000000000000000000000
//!          SAS     SAS     SASLIB  6.06    Linux                           01JAN26:00:00:00
//!          01JAN26:00:00:00
//! member   HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!000000000000000001600000000140
//!          HEADER RECORD*******DSCRPTR HEADER RECORD!!!!!!!000000000000000000000000000000
//!          SAS     <name  >SASDATA 6.06    Linux                           01JAN26:00:00:00
//!          01JAN26:00:00:00                <label                                 ><type  >
//!          HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!00000<nnn>00000000000000000000
//!          nnn variables × 140 bytes (136 on VMS), filled up with blanks to a whole record
//!          HEADER RECORD*******OBS     HEADER RECORD!!!!!!!000000000000000000000000000000
//!          observations
//! ```
//!
//! Version 8 has `LIBV8`, `MEMBV8`, `DSCPTV8`, `NAMSTV8`, perhaps `LABELV8`, `OBSV8`, and names of 32 characters.

use std::io::{self, Read};

use super::{Fault, Member, Stop};

/// Bytes of a record.
pub(super) const LENGTH: usize = 80;

type Record = [u8; LENGTH];

/// Reads records one after another.
pub(super) struct Records<R> {
    content: io::BufReader<R>,
    /// Bytes read.
    position: u64,
}

/// What follows a member.
pub(super) enum Next {
    /// Another member, with so many bytes for the description of one variable.
    Member(usize),
    /// Nothing.
    End,
    /// More data than are looked through.
    Far,
}

impl<R: Read> Records<R> {
    pub(super) fn new(content: R) -> Self {
        Self { content: io::BufReader::with_capacity(1 << 16, content), position: 0 }
    }

    /// Reads what stands before the members, and gives the version.
    pub(super) fn library(&mut self) -> Result<u8, Stop> {
        let version = match self.record()?.as_ref().and_then(kind) {
            Some(b"LIBRARY ") => 5,
            Some(b"LIBV8   ") => 8,
            _ => return Err(Fault::NotTransport.into()),
        };
        if !self.must()?.starts_with(b"SAS     SAS     SASLIB") {
            return Err(Fault::Header.into());
        }
        self.must()?;
        Ok(version)
    }

    /// Passes over the data to the next member's header.
    pub(super) fn next_member(&mut self) -> Result<Next, Stop> {
        while self.position < FAR {
            let Some(record) = self.record()? else { return Ok(Next::End) };
            if let Some(b"MEMBER  " | b"MEMBV8  ") = kind(&record) {
                let variable = number(&record[74..78]).and_then(|length| usize::try_from(length).ok());
                let variable = variable.filter(|length| [136, 140].contains(length));
                return Ok(Next::Member(variable.ok_or(Fault::Header)?));
            }
        }
        Ok(Next::Far)
    }

    /// Reads a member's headers after the first, up to its data.
    pub(super) fn member(&mut self, version: u8, variable: usize) -> Result<Member, Stop> {
        self.header(&[b"DSCRPTR ", b"DSCPTV8 "])?;
        let first = self.must()?;
        let second = self.must()?;
        let name = if version == 8 { &first[8..40] } else { &first[8..16] };
        if !first.starts_with(b"SAS ") || name[0] == b' ' {
            return Err(Fault::Header.into());
        }
        let count = self.header(&[b"NAMESTR ", b"NAMSTV8 "])?;
        let variables =
            number(&count[53..58]).and_then(|count| u32::try_from(count).ok()).ok_or(Fault::Header)?;
        let observation = self.variables(variables, variable)?;
        self.until_data()?;
        Ok(Member { name: plain(name), label: plain(&second[32..72]), variables, observation })
    }

    /// Reads the descriptions of the variables, and gives the bytes of one observation.
    ///
    /// Big-endian: type (1 number, 2 text) in bytes 0-1, length 4-5, name 8-15, position in the observation 84-87.
    fn variables(&mut self, count: u32, length: usize) -> Result<u64, Stop> {
        let mut description = vec![0; length];
        let (mut sum, mut end) = (0_u64, 0_u64);
        for _ in 0..count {
            self.fill(&mut description)?;
            let size = u64::from(u16::from_be_bytes([description[4], description[5]]));
            let position =
                u32::from_be_bytes([description[84], description[85], description[86], description[87]]);
            let kind = u16::from_be_bytes([description[0], description[1]]);
            let sane = matches!((kind, size), (1, 2..=8) | (2, 1..)) && description[8] != b' ';
            if !sane {
                return Err(Fault::Variable.into());
            }
            sum += size;
            end = end.max(u64::from(position) + size);
        }
        self.align()?;
        if end > sum { Err(Fault::Variable.into()) } else { Ok(sum) }
    }

    /// Long labels may stand before the data in version 8.
    fn until_data(&mut self) -> Result<(), Stop> {
        for _ in 0..LABELS {
            match kind(&self.must()?) {
                Some(b"OBS     " | b"OBSV8   ") => return Ok(()),
                Some(b"LABELV8 " | b"LABELV9 ") | None => {}
                Some(_) => break,
            }
        }
        Err(Fault::Header.into())
    }

    fn header(&mut self, kinds: &[&[u8; 8]]) -> Result<Record, Stop> {
        let record = self.must()?;
        let known = kind(&record).is_some_and(|found| kinds.contains(&found));
        if known { Ok(record) } else { Err(Fault::Header.into()) }
    }

    fn must(&mut self) -> Result<Record, Stop> {
        self.record()?.ok_or_else(|| Fault::Truncated.into())
    }

    /// The next record; nothing at the end, also when less than a record is left.
    fn record(&mut self) -> Result<Option<Record>, Stop> {
        let mut record = [0; LENGTH];
        match self.fill(&mut record) {
            Ok(()) => Ok(Some(record)),
            Err(Stop::Fault(Fault::Truncated)) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    fn align(&mut self) -> Result<(), Stop> {
        let beyond = usize::try_from(self.position % LENGTH as u64).unwrap_or_default();
        if beyond > 0 {
            self.fill(&mut vec![0; LENGTH - beyond])?;
        }
        Ok(())
    }

    fn fill(&mut self, target: &mut [u8]) -> Result<(), Stop> {
        match self.content.read_exact(target) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Fault::Truncated.into()),
            Err(error) => Err(error.into()),
            Ok(()) => {
                self.position += target.len() as u64;
                Ok(())
            }
        }
    }
}

/// Bytes that are looked through for further members.
const FAR: u64 = 256 << 20;

/// Records between a version 8 member's variables and its data.
const LABELS: usize = 100_000;

/// The eight letters that name a header record.
fn kind(record: &Record) -> Option<&[u8; 8]> {
    let marked = record.starts_with(b"HEADER RECORD*******") && &record[28..48] == b"HEADER RECORD!!!!!!!";
    if marked { record[20..28].try_into().ok() } else { None }
}

fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.trim().parse().ok()
}

fn plain(text: &[u8]) -> String {
    String::from_utf8_lossy(text).trim_end_matches([' ', '\0']).to_owned()
}
