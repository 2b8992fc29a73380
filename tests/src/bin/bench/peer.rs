//! What people use instead, over the same loopback interface and on the same disk.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use tests::measure::sums_beside;

use crate::Failure;
use crate::ssh::Ssh;

/// The programs that are here.
#[derive(Debug)]
pub(crate) struct Peers {
    ssh: Ssh,
    rsync: bool,
    age: bool,
    key: std::path::PathBuf,
}

/// Seconds for one dossier.
#[derive(Debug)]
pub(crate) struct Beside {
    pub(crate) scp: f64,
    pub(crate) rsync: Option<f64>,
    pub(crate) by_hand: Option<f64>,
    /// md5sum on one core and sha256sum on the other.
    pub(crate) sums: f64,
}

impl Peers {
    /// Starts what they need.
    pub(crate) fn start(folder: &Path) -> Result<Self, Failure> {
        let key = folder.join("age-key");
        let age = version("age", "--version").is_some();
        if age && !Command::new("age-keygen").arg("-o").arg(&key).stderr(Stdio::null()).status()?.success() {
            return Err("age-keygen failed".into());
        }
        Ok(Self { ssh: Ssh::start(folder)?, rsync: version("rsync", "--version").is_some(), age, key })
    }

    /// The versions of what is installed, and the cores.
    pub(crate) fn versions(&self) -> String {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let programs = [("ssh", "-V"), ("rsync", "--version"), ("age", "--version")];
        let said = programs.map(|(program, ask)| match version(program, ask) {
            Some(version) if program == "age" => format!("age {version}"),
            Some(version) => version,
            None => format!("{program} is not installed: its rows are not measured"),
        });
        format!("{cores} cores; {}", said.join("; "))
    }

    /// Copies a dossier by each of them into a new folder below `to`.
    pub(crate) fn measure(&self, folder: &Path, to: &Path) -> Result<Beside, Failure> {
        let scp = seconds(to, |to| {
            let mut scp = self.ssh.scp();
            scp.arg("-r").arg(folder).arg(Ssh::remote(&to.join("copy")));
            scp
        })?;
        let rsync = self.rsync.then(|| {
            seconds(to, |to| {
                let mut rsync = Command::new("rsync");
                rsync.args(["-aW", "-e", &self.ssh.shell()]).arg(folder).arg(Ssh::remote(&to.join("copy")));
                rsync
            })
        });
        let by_hand = self.age.then(|| seconds(to, |to| self.by_hand(folder, to)));
        let sums = sums_beside(folder)?;
        Ok(Beside { scp, rsync: rsync.transpose()?, by_hand: by_hand.transpose()?, sums })
    }

    fn by_hand(&self, folder: &Path, to: &Path) -> Command {
        let mut command = Command::new("bash");
        command.args(["-euo", "pipefail", "-c", BY_HAND]);
        command.env("FOLDER", folder).env("TO", to).env("KEY", &self.key);
        let scp = self.ssh.scp();
        let words = std::iter::once(scp.get_program()).chain(scp.get_args());
        command.env("SCP", words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" "));
        command
    }
}

/// The seconds that a command takes, with a folder of its own.
fn seconds(to: &Path, command: impl FnOnce(&Path) -> Command) -> Result<f64, Failure> {
    fs::create_dir_all(to)?;
    let mut command = command(to);
    let start = Instant::now();
    let done = command.stdout(Stdio::null()).status()?;
    let seconds = start.elapsed().as_secs_f64();
    fs::remove_dir_all(to)?;
    if done.success() { Ok(seconds) } else { Err(format!("{command:?} failed").into()) }
}

/// The first line that a program says of itself; none when it is not installed.
fn version(program: &str, ask: &str) -> Option<String> {
    let output = Command::new(program).arg(ask).output().ok()?;
    let said = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    Some(String::from_utf8_lossy(&said).lines().next()?.trim().to_owned())
}

/// What a careful person does, step by step, at both ends.
const BY_HAND: &str = r#"
mkdir "$TO/sent" "$TO/kept" "$TO/second"
cd "$FOLDER"
find . -type f -print0 | xargs -0 sha256sum > "$TO/sent/SHA256SUMS"
tar -cf "$TO/sent/dossier.tar" .
age -r "$(age-keygen -y "$KEY")" -o "$TO/sent/dossier.tar.age" "$TO/sent/dossier.tar"
rm "$TO/sent/dossier.tar"
cd "$TO/sent"
sha256sum dossier.tar.age > dossier.sum
$SCP dossier.tar.age dossier.sum SHA256SUMS "127.0.0.1:$TO/kept/"
cd "$TO/kept"
sha256sum -c --quiet dossier.sum
mkdir open
age -d -i "$KEY" -o dossier.tar dossier.tar.age
tar -xf dossier.tar -C open
rm dossier.tar
(cd open && sha256sum -c --quiet ../SHA256SUMS)
cp dossier.tar.age "$TO/second/"
"#;
