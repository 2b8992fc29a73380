//! Writes index.xml and index-md5.txt of a sample, valid against the ICH DTD 3.2.
//!
//! The xlink namespace is the one that the DTD fixes, with its w3c.org.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crypto::digest::{Md5, Md5Digest};

use super::layout::{Element, Layout};
use super::{SampleError, Written, cannot_write};

pub(super) fn write(folder: &Path, layout: &Layout, digests: &[Md5Digest]) -> Result<Written, SampleError> {
    let path = folder.join("index.xml");
    let index = write_index(&path, layout, digests).map_err(cannot_write(&path))?;
    let path = folder.join("index-md5.txt");
    let digest = index.md5.finish().to_string();
    std::fs::write(&path, &digest).map_err(cannot_write(&path))?;
    Ok(Written { files: 2, bytes: index.bytes + digest.len() as u64 })
}

fn write_index(path: &Path, layout: &Layout, digests: &[Md5Digest]) -> io::Result<Hashed> {
    let mut out = BufWriter::new(Hashed { file: File::create_new(path)?, md5: Md5::new(), bytes: 0 });
    out.write_all(START.as_bytes())?;
    let mut open: &[Element] = &[];
    for (file, digest) in digests.iter().enumerate() {
        let wanted = layout.heading(file).elements;
        if open != wanted {
            turn(&mut out, open, wanted)?;
            open = wanted;
        }
        leaf(&mut out, layout, file, digest)?;
    }
    turn(&mut out, open, &[])?;
    out.write_all(b"</ectd:ectd>\n")?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Closes what is open and not wanted, and opens the rest.
fn turn(out: &mut impl Write, open: &[Element], wanted: &[Element]) -> io::Result<()> {
    let common = open.iter().zip(wanted).take_while(|(one, other)| one == other).count();
    for (name, _) in open[common..].iter().rev() {
        writeln!(out, "</{name}>")?;
    }
    for (name, attributes) in &wanted[common..] {
        writeln!(out, "<{name}{attributes}>")?;
    }
    Ok(())
}

fn leaf(out: &mut impl Write, layout: &Layout, file: usize, digest: &Md5Digest) -> io::Result<()> {
    writeln!(
        out,
        "<leaf ID=\"L{:06}\" operation=\"new\" checksum=\"{digest}\" checksum-type=\"MD5\" xlink:href=\"{}\">\
         <title>{}</title></leaf>",
        file + 1,
        layout.path(file),
        layout.title(file)
    )
}

const START: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <!DOCTYPE ectd:ectd SYSTEM \"util/dtd/ich-ectd-3-2.dtd\">\n\
    <?xml-stylesheet type=\"text/xsl\" href=\"util/style/ectd-2-0.xsl\"?>\n\
    <ectd:ectd xmlns:ectd=\"http://www.ich.org/ectd\" xmlns:xlink=\"http://www.w3c.org/1999/xlink\" \
    dtd-version=\"3.2\" xml:lang=\"en\">\n";

struct Hashed {
    file: File,
    md5: Md5,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let amount = self.file.write(bytes)?;
        self.md5.update(&bytes[..amount]);
        self.bytes += amount as u64;
        Ok(amount)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
