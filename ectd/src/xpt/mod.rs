//! What one SAS transport file (XPORT) is like: facts for the rules about data sets, no verdicts.
//!
//! The format is public and small: records of 80 bytes, six kinds of header (SAS TS-140 "The Record Layout of a SAS Data Set
//! in SAS Transport (XPORT) Format"; version 8 in its supplement). Only the headers are read, and the data after them only
//! for the header of a further member, so a parser of its own is shorter here than a library that reads the values.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

mod records;

use records::Records;

/// What is known about one transport file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Why it is no sound transport file.
    pub fault: Option<Fault>,
    /// 5 or 8; nothing when the first record is neither's.
    pub version: Option<u8>,
    /// The data sets in it.
    pub members: Vec<Member>,
    /// The data were not read to their end: further members may follow.
    pub more: bool,
}

/// One data set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name, as `DM`.
    pub name: String,
    /// Its label.
    pub label: String,
    /// How many variables it has.
    pub variables: u32,
    /// Bytes of one observation.
    pub observation: u64,
}

/// What is wrong with a transport file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fault {
    /// The first record is not the library header.
    NotTransport,
    /// It ends within its headers.
    Truncated,
    /// Its size is no multiple of 80 bytes.
    Length,
    /// A header is missing where it must stand, or its numbers are impossible.
    Header,
    /// It holds no data set.
    NoMember,
    /// A variable has no name, an impossible type, or lies outside of its observation.
    Variable,
}

/// What ends the reading of a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0:?}")]
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Facts {
    /// Looks into a transport file of `size` bytes.
    ///
    /// # Errors
    /// The system's error when it cannot be read.
    pub fn of(content: impl Read, size: u64) -> io::Result<Self> {
        let mut facts = Self::default();
        match facts.read(&mut Records::new(content)) {
            Err(Stop::Io(error)) => return Err(error),
            Err(Stop::Fault(fault)) => facts.fault = Some(fault),
            Ok(()) if !size.is_multiple_of(records::LENGTH as u64) => facts.fault = Some(Fault::Length),
            Ok(()) => {}
        }
        Ok(facts)
    }

    fn read<R: Read>(&mut self, records: &mut Records<R>) -> Result<(), Stop> {
        let version = records.library()?;
        self.version = Some(version);
        loop {
            match records.next_member()? {
                records::Next::Member(variable) => {
                    let member = records.member(version, variable)?;
                    self.members.push(member);
                }
                records::Next::End if self.members.is_empty() => return Err(Fault::NoMember.into()),
                records::Next::End => return Ok(()),
                records::Next::Far => {
                    self.more = true;
                    return Ok(());
                }
            }
            if self.members.len() == MEMBERS {
                self.more = true;
                return Ok(());
            }
        }
    }
}

/// Members that are listed.
const MEMBERS: usize = 1000;
