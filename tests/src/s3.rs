//! The S3 server that `scripts/test` started (`SEALPOST_TEST_S3`).

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::skip::skip;

/// Lets the archive of a new centre lie on the server, under a prefix of its own. Returns the secret, which must never be
/// shown; or says that the test is skipped without a server.
///
/// # Panics
/// When the centre's files cannot be written.
#[expect(clippy::expect_used, clippy::panic, reason = "test code")]
pub fn move_archive(test: &str, home: &Path) -> Option<String> {
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
    let config = home.join("config.toml");
    let text = std::fs::read_to_string(&config).expect("config.toml");
    let unique = home.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
    let moved =
        text.replace("archive = \"archive\"", &format!("archive = \"s3://{bucket}/{unique}/archive\""));
    assert_ne!(moved, text);
    let server = format!(
        "\n[s3]\nendpoint = \"{endpoint}\"\naccess_key_id = \"{key}\"\nsecret_file = \"keys/s3-secret\"\n"
    );
    std::fs::write(&config, moved + &server).expect("config.toml");
    Some(secret.to_owned())
}
