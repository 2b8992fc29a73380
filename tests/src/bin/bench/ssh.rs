//! An ssh server of our own on the loopback interface, and a key that it takes.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::Failure;

/// The running server; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Ssh {
    server: Child,
    place: TempDir,
}

impl Ssh {
    /// Starts it.
    pub(crate) fn start(folder: &Path) -> Result<Self, Failure> {
        let place = TempDir::new_in(folder)?;
        for key in ["host", "user"] {
            let mut make = Command::new("ssh-keygen");
            make.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(place.path().join(key));
            if !make.status()?.success() {
                return Err("ssh-keygen failed".into());
            }
        }
        fs::copy(place.path().join("user.pub"), place.path().join("authorized"))?;
        fs::create_dir_all("/run/sshd")?;
        let file = |name: &str| place.path().join(name).display().to_string();
        let options = [
            "ListenAddress=127.0.0.1".to_owned(),
            "StrictModes=no".to_owned(),
            format!("HostKey={}", file("host")),
            format!("AuthorizedKeysFile={}", file("authorized")),
            "Subsystem=sftp internal-sftp".to_owned(),
        ];
        let mut server = Command::new("/usr/sbin/sshd");
        server.args(["-D", "-e", "-f", "/dev/null", "-p", PORT]);
        server.args(options.iter().flat_map(|option| ["-o", option]));
        let server = server.stderr(Stdio::null()).spawn()?;
        std::thread::sleep(Duration::from_secs(1));
        Ok(Self { server, place })
    }

    /// The options that both `ssh` and `scp` need; the port is said differently.
    fn options(&self) -> Vec<String> {
        let key = self.place.path().join("user").display().to_string();
        let quiet = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"];
        let quiet = quiet.into_iter().flat_map(|option| ["-o".to_owned(), option.to_owned()]);
        quiet.chain(["-i".to_owned(), key]).collect()
    }

    /// A command line that begins with `scp -q` and reaches the server.
    pub(crate) fn scp(&self) -> Command {
        let mut command = Command::new("scp");
        command.args(["-q", "-P", PORT]).args(self.options());
        command
    }

    /// `ssh` with its options, as rsync takes it.
    pub(crate) fn shell(&self) -> String {
        format!("ssh -p {PORT} {}", self.options().join(" "))
    }

    /// Where a path is on the server.
    pub(crate) fn remote(path: &Path) -> String {
        format!("127.0.0.1:{}", path.display())
    }
}

impl Drop for Ssh {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

const PORT: &str = "47022";
