//! What the desk tells the process that applies the rules of the files on its bench: their digests, one JSON object a
//! line, on its stdin. A file of which nothing is said is read.
//!
//! The desk trusts its own digests: they were taken of the plain text that it put on the bench. What changes there
//! afterwards is not the applicant's, and is no finding: the archive takes these very files over, and is read back against
//! the same digests before R2.

use std::io::{self, BufRead};

use crypto::digest::{Md5Digest, Sha256Digest};
use ectd::path::DossierPath;
use ectd::reading::known::{Digests, Known};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncWrite, AsyncWriteExt, BufWriter};

use super::archiving::Taken;

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<P> {
    path: P,
    bytes: u64,
    md5: Md5Digest,
    sha256: Sha256Digest,
}

/// Says what is known of the files.
///
/// # Errors
/// When nobody listens any more.
pub async fn say(files: &[Taken], to: impl AsyncWrite + Unpin) -> io::Result<()> {
    let mut to = BufWriter::with_capacity(BUFFER, to);
    let mut text = Vec::new();
    for Taken { path, bytes, digests } in files {
        text.clear();
        let line = Line { path, bytes: *bytes, md5: digests.md5, sha256: digests.sha256 };
        serde_json::to_writer(&mut text, &line)?;
        text.push(b'\n');
        to.write_all(&text).await?;
    }
    to.shutdown().await
}

/// Hears it to its end.
///
/// # Errors
/// When a line is none of this language, or cannot be read.
pub fn hear(mut from: impl BufRead, known: &mut Known<'_>) -> io::Result<()> {
    let mut text = String::new();
    while from.read_line(&mut text)? > 0 {
        let Line::<DossierPath> { path, bytes, md5, sha256 } = serde_json::from_str(&text)?;
        known.note(path.as_str(), bytes, Digests { md5, sha256 });
        text.clear();
    }
    Ok(())
}

/// Bytes that are said at once.
const BUFFER: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use std::fs;

    use archive::digests::Digests;
    use ectd::check::Check;
    use ectd::dossier::Dossier;
    use ectd::profile::Profile;
    use ectd::reading::known::Known;

    use super::{hear, say};
    use crate::desk::archiving::Taken;

    #[tokio::test]
    async fn what_is_said_of_the_files_is_heard() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("m5 中文")).unwrap();
        let mut files = Vec::new();
        for (path, content) in [("m5 中文/a'b{}.xpt", "one"), ("list.txt", ""), ("x.txt", "two")] {
            fs::write(folder.path().join(path), content).unwrap();
            let (path, digests) = (path.to_owned(), Digests::of(content.as_bytes()));
            files.push(Taken { path, bytes: content.len() as u64, digests });
        }
        let mut said = Vec::new();
        say(&files, &mut said).await.unwrap();
        assert_eq!(said.iter().filter(|&&byte| byte == b'\n').count(), 3);

        let dossier = Dossier::open(folder.path()).unwrap();
        for file in &files {
            fs::remove_file(folder.path().join(&file.path)).unwrap();
        }
        let mut known = Known::nothing(&dossier);
        let unread = |known: &Known<'_>| {
            let report = Check::under(Profile::Generic).run_knowing(known, &mut ());
            report.findings.iter().filter(|finding| finding.rule == "READ-01").count()
        };
        assert_eq!(unread(&known), 3);
        hear(&said[..], &mut known).unwrap();
        assert_eq!(unread(&known), 0);
    }

    #[test]
    fn what_is_no_line_ends_it() {
        let folder = tempfile::tempdir().unwrap();
        let dossier = Dossier::open(folder.path()).unwrap();
        let (md5, sha256) = ("0".repeat(32), "0".repeat(64));
        let line = |path: &str| {
            format!("{{\"path\":\"{path}\",\"bytes\":1,\"md5\":\"{md5}\",\"sha256\":\"{sha256}\"}}")
        };
        let heard = |text: &str| hear(text.as_bytes(), &mut Known::nothing(&dossier));
        heard("").unwrap();
        heard(&line("a.pdf")).unwrap();
        heard(&format!("{}\n{}\n", line("a.pdf"), line("m1/b.pdf"))).unwrap();
        for text in [
            "\n",
            "noise\n",
            &line("../a.pdf"),
            &line("/a.pdf"),
            &line("a.pdf").replace("bytes", "octets"),
            &line("a.pdf").replace(":1,", ":-1,"),
            &line("a.pdf").replace(&md5, "0"),
            &line("a.pdf").replace('}', ",\"sm3\":1}"),
            &line("a.pdf")[..60],
            &format!("{}{}", line("a.pdf"), line("b.pdf")),
        ] {
            assert!(heard(text).is_err(), "{text:?}");
        }
        assert!(hear(&b"\xff\xfe\n"[..], &mut Known::nothing(&dossier)).is_err());
    }
}
