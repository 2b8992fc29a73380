//! The canonical stored zip64 records: every field fixed but name, size, CRC-32 and offset.
//!
//! Specified in `docs/package-format.md`, "Zip". This is not a zip library: it writes exactly one form, and the opener
//! writes the same form again and compares. Numbers are little-endian, as zip has them.

/// Length of the fixed part of a local header, before the name.
pub const LOCAL_FIXED: usize = 30;
/// Length of a local header without its name: fixed part and zip64 extra field.
pub const LOCAL: u64 = 30 + 20;
/// Length of a central header without its name: fixed part and zip64 extra field.
pub const CENTRAL: u64 = 46 + 28;
/// Length of the three end records.
pub const END: u64 = 56 + 20 + 22;

/// Appends the local header of a member.
pub fn local(out: &mut Vec<u8>, name: &str, size: u64, crc: u32) {
    out.extend_from_slice(b"PK\x03\x04");
    common(out, name, crc);
    out.extend_from_slice(&20u16.to_le_bytes());
    out.extend_from_slice(name.as_bytes());
    extra(out, 16);
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
}

/// Appends the central header of a member whose local header lies at `offset`.
pub fn central(out: &mut Vec<u8>, name: &str, size: u64, crc: u32, offset: u64) {
    out.extend_from_slice(b"PK\x01\x02");
    out.extend_from_slice(&MADE_BY.to_le_bytes());
    common(out, name, crc);
    out.extend_from_slice(&28u16.to_le_bytes());
    out.extend_from_slice(&[0; 10]); // comment length, disk, internal and external attributes
    out.extend_from_slice(&u32::MAX.to_le_bytes());
    out.extend_from_slice(name.as_bytes());
    extra(out, 24);
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&offset.to_le_bytes());
}

/// Appends the zip64 end record, its locator and the classic end record.
pub fn end(out: &mut Vec<u8>, members: u64, central_size: u64, central_offset: u64) {
    out.extend_from_slice(b"PK\x06\x06");
    out.extend_from_slice(&44u64.to_le_bytes());
    out.extend_from_slice(&NEEDED.to_le_bytes());
    out.extend_from_slice(&NEEDED.to_le_bytes());
    out.extend_from_slice(&[0; 8]); // two disk numbers
    out.extend_from_slice(&members.to_le_bytes());
    out.extend_from_slice(&members.to_le_bytes());
    out.extend_from_slice(&central_size.to_le_bytes());
    out.extend_from_slice(&central_offset.to_le_bytes());

    out.extend_from_slice(b"PK\x06\x07");
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&(central_offset + central_size).to_le_bytes());
    out.extend_from_slice(&1u32.to_le_bytes());

    out.extend_from_slice(b"PK\x05\x06");
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&[0xff; 12]);
    out.extend_from_slice(&[0; 2]);
}

/// What the fixed part of a local header claims; everything else in it is compared with [`local`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalClaim {
    /// Length of the name that follows, in bytes.
    pub name_len: usize,
    /// CRC-32 of the content.
    pub crc: u32,
}

/// Reads name length and CRC-32 from the fixed part, or `None` when another record begins here.
#[must_use]
pub fn claim(fixed: &[u8; LOCAL_FIXED]) -> Option<LocalClaim> {
    let name_len = usize::from(u16::from_le_bytes([fixed[26], fixed[27]]));
    let crc = u32::from_le_bytes([fixed[14], fixed[15], fixed[16], fixed[17]]);
    fixed.starts_with(b"PK\x03\x04").then_some(LocalClaim { name_len, crc })
}

/// From "version needed" to the name length: the run of fields that both headers share.
fn common(out: &mut Vec<u8>, name: &str, crc: u32) {
    out.extend_from_slice(&NEEDED.to_le_bytes());
    out.extend_from_slice(&UTF8_NAMES.to_le_bytes());
    out.extend_from_slice(&[0; 4]); // stored, no time
    out.extend_from_slice(&FIRST_DAY.to_le_bytes());
    out.extend_from_slice(&crc.to_le_bytes());
    out.extend_from_slice(&[0xff; 8]); // both sizes stand in the extra field
    // Paths end at 1,024 bytes (`ectd::path`), so the name always fits.
    out.extend_from_slice(&u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
}

fn extra(out: &mut Vec<u8>, len: u16) {
    out.extend_from_slice(&ZIP64.to_le_bytes());
    out.extend_from_slice(&len.to_le_bytes());
}

const NEEDED: u16 = 45;
const MADE_BY: u16 = 0x002d;
const UTF8_NAMES: u16 = 0x0800;
/// 1980-01-01, the first day a zip can name.
const FIRST_DAY: u16 = 0x0021;
const ZIP64: u16 = 0x0001;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_the_lengths_the_layout_counts_with() {
        let mut out = Vec::new();
        local(&mut out, "a/夹.txt", 7, 9);
        assert_eq!(out.len() as u64, LOCAL + 9);
        let fixed: &[u8; LOCAL_FIXED] = out[..LOCAL_FIXED].try_into().unwrap();
        assert_eq!(claim(fixed), Some(LocalClaim { name_len: 9, crc: 9 }));

        out.clear();
        central(&mut out, "a/夹.txt", 7, 9, 11);
        assert_eq!(out.len() as u64, CENTRAL + 9);
        out.clear();
        end(&mut out, 1, 2, 3);
        assert_eq!(out.len() as u64, END);
    }
}
