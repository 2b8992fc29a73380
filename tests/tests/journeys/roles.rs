//! The journey as separate processes: an intake that can read no key of the desk, on both databases.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, XWing};
use hpke::{Deserializable, OpModeR};
use memchr::memmem;
use package::head::Head;
use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program;
use tests::skip::skip;

use crate::again::registered;

/// User ids that nothing else uses; the accounts need not exist.
pub(crate) const INTAKE: u32 = 61_001;
/// As [`INTAKE`].
pub(crate) const DESK: u32 = 61_002;
const GROUP: u32 = 61_000;

#[test]
fn apart_on_sqlite() {
    journey("roles on sqlite", &[]);
}

#[test]
fn apart_on_postgres() {
    let Some(url) = tests::postgres::database("roles on postgres") else { return };
    journey("roles on postgres", &["--registry", &url]);
}

fn journey(test: &str, options: &[&str]) {
    let Some(centre) = separated(test, options) else { return };
    let intake = Serving::start(role(&centre, "intake", INTAKE));
    let desk = Serving::start(role(&centre, "desk", DESK));
    let applicant = Applicant::enrolled_with(&invite(&centre, "acme"));
    let folder = applicant.folder().join("x202600001/0000");
    crate::support::write_file(&folder.join("m1/letter.txt"), PLAINTEXT.repeat(2_000).as_bytes());
    let _ = applicant.submit(&folder, "x202600001", "0000").expect(0);
    assert_eq!(registered(&centre), 1);
    nothing_readable_in(&centre.home().join("inbox"));
    nothing_readable_in(&centre.home().join("sealed"));
    nothing_in_memory(&intake, &centre);
    drop((intake, desk));
}

#[test]
fn intake_refuses_to_start_where_it_can_read_a_key_of_the_desk() {
    let Some(centre) = separated("intake refuses", &[]) else { return };
    // As root every key can be read.
    let run = centre.run(["serve", "--role", "intake"]).expect(1);
    assert!(format!("{}{}", run.stdout, run.stderr).contains("centre-decrypt.json"), "{run:?}");
    // The server's secret is a key to the archive, in clear.
    let secret = centre.home().join("keys/s3-secret");
    std::fs::write(&secret, "secret").expect("written");
    let server = "\n[s3]\nendpoint = \"http://127.0.0.1:1\"\naccess_key_id = \"x\"\nsecret_file = \"keys/s3-secret\"\n";
    let config = centre.home().join("config.toml");
    let text = std::fs::read_to_string(&config).expect("config.toml");
    std::fs::write(&config, text + server).expect("written");
    let run = program::run(command_as(&centre, INTAKE).args(["serve", "--role", "intake"])).expect(1);
    assert!(format!("{}{}", run.stdout, run.stderr).contains("s3-secret"), "{run:?}");
}

/// A line that can be searched for: it stands in the dossier and nowhere else.
const PLAINTEXT: &str = "the active substance is a well-kept secret of this test\n";

/// A centre whose roles have users of their own; only root can start processes under other users.
pub(crate) fn separated(test: &str, options: &[&str]) -> Option<Centre> {
    if !rustix::process::geteuid().is_root() {
        skip(test, "only root can start processes under other users");
        return None;
    }
    let centre = Centre::init_in(&std::env::temp_dir(), options);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/separate-roles");
    let ids = [INTAKE, DESK, GROUP].map(|id| id.to_string());
    let status = Command::new(script).arg(centre.home()).args(ids).status().expect("script");
    assert!(status.success());
    // The checkout may lie where other users cannot go; beside the home they can.
    program::copy(RECEIVER, &copy_of_receiver(&centre));
    Some(centre)
}

fn copy_of_receiver(centre: &Centre) -> PathBuf {
    centre.home().with_file_name(RECEIVER)
}

const RECEIVER: &str = "sealpost-receiver";

/// Begins a command line of the receiver under a user of its own.
fn command_as(centre: &Centre, user: u32) -> Command {
    let mut command = program::command_of(&copy_of_receiver(centre), &centre.home());
    command.uid(user).gid(GROUP);
    command
}

/// Invites as the desk's user, who owns what an invitation is written to.
pub(crate) fn invite(centre: &Centre, organisation: &str) -> String {
    Centre::code_from(command_as(centre, DESK).arg("invite"), organisation)
}

/// Begins the command line of one role under its user.
pub(crate) fn role(centre: &Centre, role: &str, user: u32) -> Command {
    let mut command = command_as(centre, user);
    command.args(["serve", "--role", role]);
    command
}

fn nothing_readable_in(folder: &Path) {
    let needle = PLAINTEXT.trim().as_bytes();
    for path in files_below(folder) {
        let bytes = std::fs::read(&path).expect("file");
        assert!(memmem::find(&bytes, needle).is_none(), "plaintext in {}", path.display());
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("folder").map(|e| e.expect("entry").path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// Searches the memory of intake for the plaintext, the centre's private key and the package's data key.
fn nothing_in_memory(intake: &Serving, centre: &Centre) {
    let folder = tempfile::tempdir().expect("folder");
    let core = folder.path().join("core");
    let dumped = Command::new("gcore").arg("-o").arg(&core).arg(intake.pid().to_string()).output();
    if !dumped.is_ok_and(|o| o.status.success()) {
        skip("memory of intake", "gcore (gdb) is not there or not permitted");
        return;
    }
    let image = std::fs::read(folder.path().join(format!("core.{}", intake.pid()))).expect("image");
    let data_key = data_key(centre);
    let private = private_key(centre);
    for (what, needle) in [
        ("plaintext", PLAINTEXT.trim().as_bytes()),
        ("data key", &data_key[..]),
        ("private key", &private[..]),
    ] {
        assert!(memmem::find(&image, needle).is_none(), "{what} in the memory of intake");
    }
    // The search itself works: the centre's name is in that memory.
    assert!(memmem::find(&image, b"CDE").is_some());
}

fn private_key(centre: &Centre) -> Vec<u8> {
    let text = std::fs::read_to_string(centre.home().join("keys/centre-decrypt.json")).expect("key");
    let object: serde_json::Value = serde_json::from_str(&text).expect("json");
    crypto::hex::decode(object["private"].as_str().expect("private")).expect("hex")
}

/// Unwraps the data key by hand: the library does not let it out.
fn data_key(centre: &Centre) -> Vec<u8> {
    let sealed = files_below(&centre.home().join("sealed"));
    let package = sealed.iter().find(|p| p.extension().is_some_and(|e| e == "sealpost")).expect("package");
    let head = Head::read(&mut std::fs::File::open(package).expect("package")).expect("head");
    let stanza = &head.header().stanzas[0];
    let info =
        [b"sealpost-package/1 wrap", &head.header().id.as_bytes()[..], stanza.kid.to_string().as_bytes()]
            .concat();
    let (enc, ciphertext) = stanza.wrap.split_at(stanza.wrap.len() - 48);
    let private = <XWing as Kem>::PrivateKey::from_bytes(&private_key(centre)).expect("private key");
    let enc = <XWing as Kem>::EncappedKey::from_bytes(enc).expect("enc");
    hpke::single_shot_open::<AesGcm256, HkdfSha256, XWing>(
        &OpModeR::Base,
        &private,
        &enc,
        &info,
        ciphertext,
        b"",
    )
    .expect("unwraps")
}
