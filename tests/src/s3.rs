//! The S3 server that `scripts/test` started (`SEALPOST_TEST_S3`).

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::skip::skip;

/// Stores of a centre on the server, and the way to them past the centre.
#[derive(Debug)]
pub struct Bucket {
    endpoint: String,
    key: String,
    /// The secret, which must never be shown.
    pub secret: String,
    /// Bucket and prefix, below which each store has its name.
    place: String,
}

impl Bucket {
    /// Lets stores of a new centre, by their names in `config.toml`, lie on the server under a prefix of its own; or says
    /// that the test is skipped without one.
    ///
    /// # Panics
    /// When the centre's files cannot be written.
    #[expect(clippy::expect_used, clippy::panic, reason = "test code")]
    pub fn of(test: &str, home: &Path, stores: &[&str]) -> Option<Self> {
        let Ok(access) = std::env::var("SEALPOST_TEST_S3") else {
            skip(test, "no S3 server (SEALPOST_TEST_S3)");
            return None;
        };
        let words: Vec<&str> = access.split_whitespace().collect();
        let [endpoint, key, secret, bucket] = words[..] else {
            panic!("SEALPOST_TEST_S3 has {} words", words.len())
        };
        let file = home.join("keys/s3-secret");
        std::fs::write(&file, secret).expect("secret");
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).expect("private");
        let unique =
            home.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
        let place = format!("{bucket}/{unique}");
        let config = home.join("config.toml");
        let mut moved = std::fs::read_to_string(&config).expect("config.toml");
        for store in stores {
            moved = moved.replace(&format!("{store} = \"{store}\"\n"), "");
            moved = moved.replace("[stores]\n", &format!("[stores]\n{store} = \"s3://{place}/{store}\"\n"));
        }
        let server = format!(
            "\n[s3]\nendpoint = \"{endpoint}\"\naccess_key_id = \"{key}\"\nsecret_file = \"keys/s3-secret\"\n"
        );
        std::fs::write(&config, moved + &server).expect("config.toml");
        let [endpoint, key, secret] = [endpoint, key, secret].map(str::to_owned);
        Some(Self { endpoint, key, secret, place })
    }

    /// The bytes of an object; none where there is none.
    ///
    /// # Panics
    /// When there is no `curl`.
    #[expect(clippy::expect_used, reason = "test code")]
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let output = self.curl(&[], name).output().expect("curl");
        output.status.success().then_some(output.stdout)
    }

    /// Puts other bytes in place of an object.
    ///
    /// # Panics
    /// When the server refuses.
    #[expect(clippy::expect_used, reason = "test code")]
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let mut file = tempfile::NamedTempFile::new().expect("temporary file");
        file.write_all(bytes).expect("written");
        self.ask(&["-T".as_ref(), file.path()], name);
    }

    /// Takes an object away.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn remove(&self, name: &str) {
        self.ask(&["-X".as_ref(), "DELETE".as_ref()], name);
    }

    #[expect(clippy::expect_used, reason = "test code")]
    fn ask(&self, how: &[&Path], name: &str) {
        assert!(self.curl(how, name).status().expect("curl").success(), "{name}");
    }

    /// `curl` signs as S3 wants it and knows nothing of ours.
    fn curl(&self, how: &[&Path], name: &str) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--fail", "--path-as-is", "--aws-sigv4", "aws:amz:us-east-1:s3"]);
        curl.args(["--user", &format!("{}:{}", self.key, self.secret)]).args(how);
        curl.arg(format!("{}/{}/{}", self.endpoint, self.place, encoded(name)));
        curl
    }
}

fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    name.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
