//! A time-stamping authority of our own: `openssl ts` behind a small HTTP server, and everything that an authority can do wrong.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tempfile::TempDir;

use crate::skip::skip;

/// What an authority does with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// Stamps what is asked.
    Honest,
    /// Answers that it is not there, by HTTP.
    Away,
    /// Goes away in the middle of its answer.
    Broken,
    /// Answers with something that is no time-stamp.
    Garbage,
    /// Never ends its answer.
    Endless,
    /// Refuses, as the standard says.
    Refuses,
    /// Answers an older question: the bytes are right, the nonce is not.
    OldAnswer,
    /// Stamps other bytes.
    OtherBytes,
    /// Stamps under another policy.
    OtherPolicy,
    /// Signs with a certificate of this name in its folder.
    SignsAs(&'static str),
}

/// A running authority.
#[derive(Debug)]
pub struct TimeAuthority {
    folder: Arc<TempDir>,
    conduct: Arc<Mutex<Conduct>>,
    asked: Arc<AtomicU64>,
    address: String,
}

impl TimeAuthority {
    /// Founds an authority with its CA, and answers on a free port of the loopback interface. Without openssl the test is
    /// skipped.
    ///
    /// # Panics
    /// When openssl fails.
    #[expect(clippy::expect_used, reason = "test code")]
    pub fn found(test: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            skip(test, "no openssl");
            return None;
        }
        let folder = Arc::new(tempfile::tempdir().expect("a folder for the authority"));
        found(folder.path());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}/tsr", listener.local_addr().expect("its address"));
        let (conduct, asked) = (Arc::new(Mutex::new(Conduct::Honest)), Arc::new(AtomicU64::new(0)));
        let authority = Self { folder, conduct, asked, address };
        let (folder, conduct) = (Arc::clone(&authority.folder), Arc::clone(&authority.conduct));
        let asked = Arc::clone(&authority.asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                asked.fetch_add(1, Ordering::SeqCst);
                let conduct = *conduct.lock().unwrap_or_else(PoisonError::into_inner);
                // Whoever asks may go away in the middle of it.
                let _ = answer(folder.path(), conduct, stream);
            }
        });
        Some(authority)
    }

    /// Behaves in another way from now on.
    pub fn behave(&self, conduct: Conduct) {
        *self.conduct.lock().unwrap_or_else(PoisonError::into_inner) = conduct;
    }

    /// How often it was asked.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }

    /// Where it answers.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The certificate of its CA.
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Whether openssl, which knows nothing of ours, accepts a token over a file.
    pub fn accepts(&self, data: &Path, token: &Path) -> bool {
        let mut verify = Command::new("openssl");
        verify.args(["ts", "-verify", "-token_in", "-data"]).arg(data).arg("-in").arg(token);
        verify.arg("-CAfile").arg(self.ca()).output().is_ok_and(|output| output.status.success())
    }
}

fn answer(folder: &Path, conduct: Conduct, mut stream: TcpStream) -> io::Result<()> {
    let query = question(&stream)?;
    let mut send = |status: &str, body: &[u8], length: usize| {
        write!(stream, "HTTP/1.1 {status}\r\nContent-Type: application/timestamp-reply\r\n")?;
        write!(stream, "Content-Length: {length}\r\nConnection: close\r\n\r\n")?;
        stream.write_all(body)
    };
    let reply = match conduct {
        Conduct::Away => return send("503 Service Unavailable", b"", 0),
        Conduct::Broken => return send("200 OK", b"\x30\x82", 4000),
        Conduct::Endless => return send("200 OK", &[0x30; 1 << 20], 1 << 40),
        Conduct::Garbage => b"<html>It works!</html>".to_vec(),
        // PKIStatus rejection, with its text.
        Conduct::Refuses => b"\x30\x0f\x30\x0d\x02\x01\x02\x30\x08\x0c\x06closed".to_vec(),
        Conduct::Honest => stamp(folder, &query, "policy")?,
        // A query ends with policy (6 bytes, if any), nonce (10) and certReq (3); before them stand the 32 bytes of the digest.
        Conduct::OldAnswer => stamp(folder, &changed(query, 5), "policy")?,
        Conduct::OtherPolicy => stamp(folder, &changed(query, 14), "other-policy")?,
        Conduct::OtherBytes => stamp(folder, &changed(query, 25), "policy")?,
        Conduct::SignsAs(name) => granted(&signed(folder, &stamp(folder, &query, "policy")?, name)?),
    };
    send("200 OK", &reply, reply.len())
}

/// The body of an HTTP request.
fn question(stream: &TcpStream) -> io::Result<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line)? > 2 {
        let header = line.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}

/// A query with another byte so far from its end.
fn changed(mut query: Vec<u8>, from_end: usize) -> Vec<u8> {
    if let Some(at) = query.len().checked_sub(from_end) {
        query[at] ^= 3;
    }
    query
}

/// What the honest authority replies.
fn stamp(folder: &Path, query: &[u8], section: &str) -> io::Result<Vec<u8>> {
    fs::write(folder.join("query"), query)?;
    openssl(folder, &format!("ts -reply -config tsa.cnf -section {section} -queryfile query -out reply"))?;
    fs::read(folder.join("reply"))
}

/// A token over the content of an honest one, signed under another certificate. `openssl ts` would not do that.
fn signed(folder: &Path, reply: &[u8], name: &str) -> io::Result<Vec<u8>> {
    fs::write(folder.join("honest"), reply)?;
    openssl(folder, "ts -reply -config tsa.cnf -in honest -token_out -out token")?;
    openssl(folder, "cms -verify -noverify -binary -inform DER -in token -out content")?;
    openssl(
        folder,
        &format!(
            "cms -sign -binary -nodetach -cades -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in content \
             -signer {name}.pem -inkey {name}.key -outform DER -out wrong"
        ),
    )?;
    fs::read(folder.join("wrong"))
}

/// A reply that grants a token: SEQUENCE { SEQUENCE { INTEGER 0 }, token }.
fn granted(token: &[u8]) -> Vec<u8> {
    let length = u16::try_from(token.len() + 5).unwrap_or(u16::MAX).to_be_bytes();
    [&[0x30, 0x82], &length[..], &[0x30, 3, 2, 1, 0], token].concat()
}

/// Founds the CA, another CA, and the certificates of honest and other signers.
#[expect(clippy::expect_used, reason = "test code")]
fn found(folder: &Path) {
    fs::write(folder.join("tsa.cnf"), SETTINGS).expect("the authority's settings");
    fs::write(folder.join("serial"), "01\n").expect("its counter");
    let mut commands = Vec::new();
    for (name, subject) in
        [("ca", "/O=Example Time/CN=Example Time Root"), ("other-ca", "/O=Other/CN=Other Root")]
    {
        commands.push(format!("req -x509 {EC} -keyout {name}.key -out {name}.pem -days 3650 -config tsa.cnf -extensions ca -subj"));
        commands.push(subject.to_owned());
    }
    for pair in commands.chunks(2) {
        openssl_with(folder, &pair[0], &[&pair[1]]).expect("a CA");
    }
    for (name, ca, key, usage, from, until) in [
        ("stamper", "ca", "-newkey rsa:2048", "stamping", "20200101000000Z", "20491231000000Z"),
        ("code", "ca", EC, "code", "20200101000000Z", "20491231000000Z"),
        ("expired", "ca", EC, "stamping", "20200101000000Z", "20210101000000Z"),
        ("stranger", "other-ca", EC, "stamping", "20200101000000Z", "20491231000000Z"),
    ] {
        let request =
            format!("req -new {key} -nodes -keyout {name}.key -out {name}.csr -config tsa.cnf -subj");
        openssl_with(folder, &request, &[&format!("/O=Example Time/CN=Example {name}")]).expect("a request");
        fs::write(folder.join("index"), "").expect("the CA's list");
        let issue = format!(
            "ca -batch -config tsa.cnf -name issuing -cert {ca}.pem -keyfile {ca}.key -in {name}.csr -out {name}.pem \
             -notext -outdir . -extensions {usage} -startdate {from} -enddate {until}"
        );
        openssl(folder, &issue).expect("a certificate");
    }
}

fn openssl(folder: &Path, arguments: &str) -> io::Result<()> {
    openssl_with(folder, arguments, &[])
}

fn openssl_with(folder: &Path, arguments: &str, more: &[&str]) -> io::Result<()> {
    let mut command = Command::new("openssl");
    let output = command.args(arguments.split_whitespace()).args(more).current_dir(folder).output()?;
    let said = || format!("openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(()) } else { Err(io::Error::other(said())) }
}

const EC: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes";

const SETTINGS: &str = "
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[stamping]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
[code]
extendedKeyUsage = critical, codeSigning
[issuing]
database = index
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
organizationName = optional
commonName = supplied
[policy]
serial = serial
signer_cert = stamper.pem
certs = ca.pem
signer_key = stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_alg = sha256
[other-policy]
serial = serial
signer_cert = stamper.pem
certs = ca.pem
signer_key = stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.2
digests = sha256
ess_cert_id_alg = sha256
";
