//! A SAS transport file, version 5: one dataset.
//!
//! SAS technical support TS-140, "The Record Layout of a Data Set in SAS Transport (XPORT) Format": records of 80 bytes,
//! big-endian numbers, IBM floating point.

use std::iter;

/// A dataset.
pub(super) struct Dataset {
    /// Its name, at most 8 capitals.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) variables: &'static [Variable],
    /// One value for each variable; numbers as decimal digits.
    pub(super) rows: Vec<Vec<String>>,
}

/// A column.
pub(super) struct Variable {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number.
    Number,
    /// A text of so many bytes.
    Text(u8),
}

impl Kind {
    fn length(self) -> u16 {
        match self {
            Self::Number => 8,
            Self::Text(length) => u16::from(length),
        }
    }
}

impl Dataset {
    /// Returns the file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        header(&mut out, "LIBRARY", &"0".repeat(30));
        record(&mut out, &format!("SAS     SAS     SASLIB  {VERSION}{:24}{MADE}", ""));
        record(&mut out, MADE);
        header(&mut out, "MEMBER", "000000000000000001600000000140");
        header(&mut out, "DSCRPTR", &"0".repeat(30));
        record(&mut out, &format!("SAS     {:8}SASDATA {VERSION}{:24}{MADE}", self.name, ""));
        record(&mut out, &format!("{MADE}{:16}{:40}", "", self.label));
        header(&mut out, "NAMESTR", &format!("{:010}{}", self.variables.len(), "0".repeat(20)));
        let mut position = 0;
        for (variable, number) in self.variables.iter().zip(1..) {
            variable.describe(&mut out, number, position);
            position += u32::from(variable.kind.length());
        }
        fill(&mut out);
        header(&mut out, "OBS", &"0".repeat(30));
        for row in &self.rows {
            for (variable, value) in self.variables.iter().zip(row) {
                variable.put(&mut out, value);
            }
        }
        fill(&mut out);
        out
    }
}

impl Variable {
    /// NAMESTR, 140 bytes.
    fn describe(&self, out: &mut Vec<u8>, number: u16, position: u32) {
        let kind: u16 = if self.kind == Kind::Number { 1 } else { 2 };
        for field in [kind, 0, self.kind.length(), number] {
            out.extend(field.to_be_bytes());
        }
        out.extend(format!("{:8}{:40}{:8}", self.name, self.label, "").as_bytes());
        out.extend([0; 8]);
        out.extend([b' '; 8]);
        out.extend([0; 4]);
        out.extend(position.to_be_bytes());
        out.extend([0; 52]);
    }

    fn put(&self, out: &mut Vec<u8>, value: &str) {
        match self.kind {
            Kind::Number => out.extend(ibm(value.parse().unwrap_or(0))),
            Kind::Text(length) => {
                let blanks = iter::repeat(b' ');
                out.extend(value.bytes().chain(blanks).take(usize::from(length)));
            }
        }
    }
}

/// IBM double: sign, exponent of 16 plus 64, fraction of 56 bits.
fn ibm(number: u32) -> [u8; 8] {
    let number = u64::from(number);
    let digits = (u64::BITS - number.leading_zeros()).div_ceil(4);
    if digits == 0 {
        return [0; 8];
    }
    let fraction = number << (56 - 4 * digits);
    (u64::from(64 + digits) << 56 | fraction).to_be_bytes()
}

fn header(out: &mut Vec<u8>, kind: &str, numbers: &str) {
    record(out, &format!("HEADER RECORD*******{kind:8}HEADER RECORD!!!!!!!{numbers}"));
}

fn record(out: &mut Vec<u8>, text: &str) {
    out.extend(format!("{text:RECORD$}").as_bytes());
}

fn fill(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(RECORD), b' ');
}

/// Bytes of a record.
const RECORD: usize = 80;

/// Version of SAS and the system, 16 characters.
const VERSION: &str = "9.4     LINUX   ";

/// When the dataset was made: always the same.
const MADE: &str = "01JAN26:00:00:00";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibm_numbers() {
        // TS-140, examples of 1 and 0; 100 = 0x64 = 16^2 * 0x0.64
        assert_eq!(ibm(1), [0x41, 0x10, 0, 0, 0, 0, 0, 0]);
        assert_eq!(ibm(0), [0; 8]);
        assert_eq!(ibm(100), [0x42, 0x64, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn whole_records_with_their_headers() {
        const ONE: &[Variable] = &[
            Variable { name: "AGE", label: "Age", kind: Kind::Number },
            Variable { name: "SEX", label: "Sex", kind: Kind::Text(1) },
        ];
        let rows = vec![vec!["61".to_owned(), "F".to_owned()]];
        let bytes = Dataset { name: "DM", label: "Demographics", variables: ONE, rows }.bytes();
        assert_eq!(bytes.len() % RECORD, 0);
        let record =
            |number: usize| String::from_utf8_lossy(&bytes[number * RECORD..][..RECORD]).into_owned();
        assert!(record(0).starts_with("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000000"));
        assert!(record(7).starts_with("HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!000000000200000"));
        assert_eq!(bytes.len(), (8 + 4 + 1 + 1) * RECORD, "two descriptions fill four records");
        assert_eq!(&bytes[13 * RECORD..][..9], [&ibm(61)[..], b"F"].concat());
    }
}
