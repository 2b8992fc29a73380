//! The commands of the centre's staff, as a person or a script calls them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "test code")]

use serde_json::Value;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

#[test]
fn init_makes_a_centre_and_refuses_a_home_in_use() {
    let centre = Centre::new(&["--name", "药品审评中心", "--code", "CDE"]);
    let config = std::fs::read_to_string(centre.home().join("config.toml")).unwrap();
    assert!(config.contains("药品审评中心"), "{config}");
    for name in ["ca-key.pem", "centre-decrypt.json", "escrow-decrypt.json", "receipt-desk-key.pem"] {
        let mode = std::fs::metadata(centre.key(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let again = centre.run(&["init"]);
    assert_eq!(again.code, 1);
    assert_eq!(again.lines[0]["code"], "home-in-use");
    assert!(again.lines[0]["hint"].is_string());
}

#[test]
fn a_code_that_is_no_prefix_is_a_usage_error() {
    let top = TempDir::new().unwrap();
    for code in ["c", "TOOLONGCODE", "药"] {
        let ended = run(top.path(), &["init", "--code", code]);
        assert_eq!((ended.code, &ended.lines[0]["code"]), (2, &Value::from("usage")), "{code}");
    }
    assert!(!top.path().join("keys").exists());
}

#[test]
fn the_check_of_the_configuration_names_what_is_wrong() {
    let centre = Centre::new(&[]);
    let rules = |ended: &Ended| {
        let findings = ended.lines.iter().filter(|line| line["type"] == "finding");
        findings.map(|line| line["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let fresh = centre.run(&["config", "check"]);
    assert_eq!(fresh.code, 0);
    assert!(rules(&fresh).contains(&"escrow-present".to_owned()), "{:?}", rules(&fresh));
    std::fs::remove_file(centre.key("escrow-decrypt.json")).unwrap();
    assert!(!rules(&centre.run(&["config", "check"])).contains(&"escrow-present".to_owned()));
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(centre.key("centre-decrypt.json"), open).unwrap();
    std::fs::remove_file(centre.key("ca-key.pem")).unwrap();
    let unsound = centre.run(&["config", "check"]);
    assert_eq!(unsound.code, 3);
    for rule in ["key-open", "key-missing"] {
        assert!(rules(&unsound).contains(&rule.to_owned()), "{rule}");
    }
}

#[test]
fn a_database_password_is_never_printed() {
    let centre = Centre::new(&[]);
    let config = centre.home().join("config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let url = "postgres://submit:pass-word@127.0.0.1:1/none";
    std::fs::write(&config, text.replace("sqlite:registry.sqlite", url)).unwrap();
    let unreachable = centre.run(&["config", "check"]);
    assert_eq!(unreachable.code, 1);
    assert!(unreachable.said.contains("postgres://submit:***@127.0.0.1:1/none"), "{}", unreachable.said);
    assert!(!unreachable.said.contains("pass-word"), "{}", unreachable.said);
    std::fs::write(&config, text.replace("url = \"sqlite", "url = \"postgres://u:pass-word@h/x\nsqlite"))
        .unwrap();
    let malformed = centre.run(&["list"]);
    assert_eq!(malformed.lines[0]["code"], "config-malformed");
    assert!(!malformed.said.contains("pass-word"), "{}", malformed.said);
}

#[test]
fn an_invitation_is_one_word_on_stdout() {
    let centre = Centre::new(&["--listen", "127.0.0.1:4433"]);
    let words = ["invite", "--organisation", "Acme Pharma", "--application", "x2026*"];
    let plain = centre.plain(&words);
    assert_eq!(plain.lines().count(), 1);
    assert!(!plain.trim().contains(char::is_whitespace), "{plain}");
    assert_eq!(plain.trim().parse::<transfer::invitation::Invitation>().unwrap().organisation, "Acme Pharma");
    let listed = centre.run(&["organisations"]);
    assert_eq!(listed.lines[0]["id"], "acme-pharma");
    assert_eq!(listed.lines[0]["applications"], serde_json::json!(["x2026*"]));
    // Another name that would get the same id must be told apart by a person.
    let taken = centre.run(&["invite", "--organisation", "ACME pharma"]);
    assert_eq!((taken.code, &taken.lines[0]["code"]), (1, &Value::from("organisation-id-taken")));
    assert_eq!(centre.run(&["invite", "--organisation", "ACME pharma", "--id", "acme2"]).code, 0);
    // Nobody gets the centre's own id.
    assert_eq!(centre.run(&["invite", "--organisation", "Other", "--id", "cde"]).code, 1);
}

#[test]
fn without_a_known_address_nobody_is_invited() {
    let centre = Centre::new(&["--listen", "127.0.0.1:0"]);
    let ended = centre.run(&["invite", "--organisation", "Acme"]);
    assert_eq!((ended.code, &ended.lines[0]["code"]), (1, &Value::from("no-address")));
    assert!(centre.run(&["organisations"]).lines.is_empty());
}

#[test]
fn what_does_not_exist_is_said_so() {
    let centre = Centre::new(&["--listen", "127.0.0.1:4433"]);
    assert!(centre.run(&["list"]).lines.is_empty());
    for (words, exit, code) in [
        (&["show", "CDE-2026-000001"][..], 1, "unknown-number"),
        (&["revoke", "nobody"], 1, "unknown-organisation"),
        (&["import", "discs"], 2, "not-in-this-version"),
        (&["frobnicate"], 2, "usage"),
        (&["list", "--state", "nowhere"], 2, "usage"),
    ] {
        let ended = centre.run(words);
        assert_eq!((ended.code, &ended.lines[0]["code"]), (exit, &Value::from(code)), "{words:?}");
    }
    let nowhere = run(&centre.home().join("elsewhere"), &["list"]);
    assert_eq!((nowhere.code, &nowhere.lines[0]["code"]), (1, &Value::from("no-centre")));
}

#[test]
fn every_error_speaks_both_languages() {
    let centre = Centre::new(&["--listen", "127.0.0.1:4433"]);
    let message = |lang: &str| {
        let ended = centre.run(&["--lang", lang, "show", "CDE-2026-000001"]);
        ended.lines[0]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message("en"), "There is no submission CDE-2026-000001.");
    assert_eq!(message("zh"), "没有编号 CDE-2026-000001。");
}

#[test]
fn the_checking_process_has_a_result_only_if_it_understood_what_it_was_told() {
    let top = TempDir::new().unwrap();
    std::fs::write(top.path().join("list.txt"), "one").unwrap();
    let line = |md5: &str| {
        format!("{{\"path\":\"list.txt\",\"bytes\":3,\"md5\":\"{md5}\",\"sha256\":\"{}\"}}\n", "0".repeat(64))
    };
    let told = |text: &str| {
        let mut child = program(top.path());
        child.args(["check-worker", "--profile", "generic", "--memory", "1073741824"]).arg(top.path());
        let mut child =
            child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.success(), said.lines().last().unwrap_or_default().contains("\"done\""))
    };
    for text in ["", &line(&"0".repeat(32))] {
        assert_eq!(told(text), (true, true), "{text}");
    }
    for text in ["noise", &line("0"), &line(&"0".repeat(32))[..40]] {
        assert_eq!(told(text), (false, false), "{text}");
    }
}

struct Centre(TempDir);

struct Ended {
    code: i32,
    lines: Vec<Value>,
    said: String,
}

impl Centre {
    fn new(options: &[&str]) -> Self {
        let centre = Self(TempDir::new().unwrap());
        let made = centre.run(&[&["init"], options].concat());
        assert_eq!(made.code, 0, "{}", made.said);
        assert_eq!(made.lines[0]["type"], "centre");
        centre
    }

    fn home(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    fn key(&self, name: &str) -> PathBuf {
        self.home().join("keys").join(name)
    }

    fn run(&self, words: &[&str]) -> Ended {
        run(&self.home(), words)
    }

    /// What a command prints on stdout without `--json`.
    fn plain(&self, words: &[&str]) -> String {
        let output = program(&self.home()).args(words).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    }
}

fn run(home: &Path, words: &[&str]) -> Ended {
    let output = program(home).args(words).arg("--json").output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let lines = stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let said = stdout + &String::from_utf8_lossy(&output.stderr);
    Ended { code: output.status.code().unwrap(), lines, said }
}

fn program(home: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sealpost-receiver"));
    program.env_remove("SEALPOST_REGISTRY").env("SEALPOST_HOME", home).env("LANG", "C.UTF-8");
    program
}
