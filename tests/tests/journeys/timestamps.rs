//! Time-stamps of an outside authority over the evidence log: openssl gives them, and openssl judges what was kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program::{self, Run};
use tests::time_authority::{Conduct, TimeAuthority};

use crate::support::number;

#[test]
fn checkpoints_are_stamped_and_years_later_it_is_proven_by_whom_and_when() {
    let Some(authority) = TimeAuthority::found("time-stamps") else { return };
    let centre = Centre::init();
    believe(&centre, &authority, 0);
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 2, 100_000);
    let _ = applicant.submit(&dossier, "x202600001", "0000").expect(0);
    let first = wait(|| stamps(&centre.home().join("log")).into_iter().next()).expect("a time-stamp");
    serving.stop();

    // Both copies have it, and one who knows nothing of us accepts it.
    for log in ["log", "backup/log"].map(|log| centre.home().join(log)) {
        let token = log.join("timestamps").join(format!("{first}.tst"));
        assert!(authority.accepts(&log.join("checkpoints").join(&first), &token), "{}", token.display());
    }
    let verified = centre.run(["log", "verify"]).expect(0);
    let proven =
        verified.of_type("finding").find(|line| line["authority"] == "Example stamper").expect("a fact");
    assert!(
        proven["entries"].as_u64().is_some_and(|entries| first.ends_with(&format!("-{entries}"))),
        "{proven}"
    );
    let said = facts(&verified);
    assert!(
        said.iter().any(|said| said.contains("Example stamper") && said.contains("entries at 20")),
        "{said:?}"
    );

    let export = applicant.folder().join("export");
    let _ = centre.run(["log", "export", &export.display().to_string()]).expect(0);
    let (ca, page) = (authority.ca().display().to_string(), applicant.folder().join("page.html"));
    let report = page.display().to_string();
    let run = log_verified(&export, &["--timestamp-trust", &ca, "--report", &report]).expect(0);
    assert!(!facts(&run).is_empty() && !rules(&run).contains(&"timestamp-untrusted".to_owned()), "{run:?}");
    let page = fs::read_to_string(page).expect("a page");
    assert!(page.contains("Example stamper") && page.contains(&format!("checkpoints/{first}")), "{page}");
    let run = log_verified(&export, &[]).expect(0);
    assert!(rules(&run).contains(&"timestamp-untrusted".to_owned()), "{run:?}");
    let stranger = authority.ca().with_file_name("other-ca.pem").display().to_string();
    let run = log_verified(&export, &["--timestamp-trust", &stranger]).expect(3);
    assert!(rules(&run).contains(&"timestamp".to_owned()), "{run:?}");

    altered(&centre, &authority, &export, &first);
    rebuilt(&centre, &authority, &first);
}

/// A token that was changed is found, in the centre and off line; one that was taken away is put back.
fn altered(centre: &Centre, authority: &TimeAuthority, export: &Path, name: &str) {
    let ca = authority.ca().display().to_string();
    let token = |log: &Path| log.join("timestamps").join(format!("{name}.tst"));
    for log in [export, &centre.home().join("log")] {
        let whole = fs::read(token(log)).expect("a token");
        let mut other = whole.clone();
        *other.last_mut().expect("bytes") ^= 1;
        fs::write(token(log), other).expect("changed");
        let run = log_verified(log, &["--timestamp-trust", &ca]).expect(3);
        let place = run.of_type("finding").find(|line| line["rule"] == "timestamp").expect("a finding");
        assert!(
            place["place"].as_str().is_some_and(|place| place.ends_with(&format!("{name}.tst"))),
            "{run:?}"
        );
        if log != export {
            let run = centre.run(["log", "verify"]).expect(3);
            assert!(rules(&run).contains(&"timestamp".to_owned()), "{run:?}");
        }
        fs::write(token(log), whole).expect("as it was");
    }
    let lost = token(&centre.home().join("log"));
    fs::remove_file(&lost).expect("lost");
    let home = ["home", &centre.home().display().to_string()].map(str::to_owned);
    let run = verify(&home).expect(3);
    assert!(rules(&run).contains(&"missing".to_owned()), "{run:?}");
    centre.serve().stop();
    assert!(lost.exists(), "the other copy had it");
    let _ = verify(&home).expect(0);
}

/// A registry that was lost takes no time-stamp with it.
fn rebuilt(centre: &Centre, authority: &TimeAuthority, name: &str) {
    let home = centre.home();
    let elsewhere = home.with_file_name("elsewhere");
    fs::rename(home.join("backup"), &elsewhere).expect("the backup on another disk");
    for entry in fs::read_dir(&home).expect("home").flatten() {
        let keep = ["keys", "config.toml"].contains(&&*entry.file_name().to_string_lossy());
        match entry.path() {
            path if keep => drop(path),
            path if path.is_dir() => fs::remove_dir_all(path).expect("lost"),
            path => fs::remove_file(path).expect("lost"),
        }
    }
    let _ = centre.run(["rebuild", "--from", &elsewhere.display().to_string()]).expect(0);
    for log in ["log", "backup/log"].map(|log| home.join(log)) {
        let token = log.join("timestamps").join(format!("{name}.tst"));
        assert!(authority.accepts(&log.join("checkpoints").join(name), &token), "{}", token.display());
    }
}

#[test]
fn an_authority_that_errs_is_not_believed_and_keeps_nobody_waiting() {
    let Some(authority) = TimeAuthority::found("time-stamps") else { return };
    let centre = Centre::init();
    believe(&centre, &authority, 0);
    authority.behave(Conduct::Away);
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 2, 100_000);
    let filed = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
    assert!(!filed.is_empty() && authority.asked() > 0, "receipts do not wait for it");
    serving.stop();
    for (conduct, expected) in [
        (Conduct::Away, "HTTP 503"),
        (Conduct::Broken, "it does not answer"),
        (Conduct::Endless, "longer than"),
        (Conduct::Garbage, "is not what RFC 3161 says"),
        (Conduct::Refuses, "status 2"),
        (Conduct::OldAnswer, "nonce differs"),
        (Conduct::OtherBytes, "other bytes"),
        (Conduct::OtherPolicy, "under the policy 1.2.3.4.2"),
        (Conduct::SignsAs("code"), "not for time-stamps alone"),
        (Conduct::SignsAs("expired"), "was not valid at"),
        (Conduct::SignsAs("stranger"), "does not lead to"),
    ] {
        authority.behave(conduct);
        let told = applicant.folder().join("told");
        let serving = Serving::start_telling(centre.command(["serve"]), &told);
        let line = wait(|| {
            let told = fs::read_to_string(&told).unwrap_or_default();
            told.lines().find(|line| line.contains("no time-stamp")).map(str::to_owned)
        });
        assert!(line.as_ref().is_some_and(|line| line.contains(expected)), "{conduct:?}: {line:?}");
        serving.kill();
        assert_eq!(stamps(&centre.home().join("log")), Vec::<String>::new(), "{conduct:?}");
    }
    // When it mends its ways, what was not stamped is stamped. Once in the interval is enough.
    believe(&centre, &authority, 1440);
    authority.behave(Conduct::Honest);
    let serving = centre.serve();
    assert!(wait(|| stamps(&centre.home().join("log")).into_iter().next()).is_some());
    let asked = authority.asked();
    let more = applicant.sample("x202600002/0000", 2, 100_000);
    let _ = applicant.submit(&more, "x202600002", "0000").expect(0);
    assert_eq!((authority.asked(), stamps(&centre.home().join("log")).len()), (asked, 1));
    serving.stop();
}

#[test]
fn a_configuration_without_the_authoritys_ca_is_named() {
    let Some(authority) = TimeAuthority::found("time-stamps") else { return };
    let centre = Centre::init();
    believe(&centre, &authority, 1440);
    fs::write(centre.home().join("tsa-ca.pem"), "not a certificate").expect("a wrong file");
    let run = centre.run(["config", "check"]).expect(3);
    assert!(rules(&run).contains(&"timestamp-ca".to_owned()), "{run:?}");
}

/// Configures the authority.
fn believe(centre: &Centre, authority: &TimeAuthority, every_minutes: u32) {
    let home = centre.home();
    fs::copy(authority.ca(), home.join("tsa-ca.pem")).expect("its CA");
    let file = home.join("config.toml");
    let text = fs::read_to_string(&file).expect("config");
    let before = text.split("\n[log.timestamp]").next().unwrap_or_default();
    let table = format!(
        "{before}\n[log.timestamp]\nauthority = \"{}\"\nca_file = \"tsa-ca.pem\"\nevery_minutes = {every_minutes}\n\
         policy = \"1.2.3.4.1\"\n",
        authority.address()
    );
    fs::write(file, table).expect("config");
}

/// The names of the time-stamps of a log.
fn stamps(log: &Path) -> Vec<String> {
    let entries = fs::read_dir(log.join("timestamps")).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".tst").map(str::to_owned)).collect();
    names.sort();
    names
}

fn wait<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let found = look();
        if found.is_some() || Instant::now() > end {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn log_verified(log: &Path, options: &[&str]) -> Run {
    let ca = PathBuf::from(log).display().to_string();
    verify(&[&["log", &*ca], options].concat())
}

fn verify<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Run {
    let mut command = Command::new(program::path("sealpost-verify"));
    program::run(command.args(arguments).arg("--json"))
}

fn rules(run: &Run) -> Vec<String> {
    run.of_type("finding").filter_map(|line| line["rule"].as_str().map(str::to_owned)).collect()
}

/// What is said of each time-stamp that holds.
fn facts(run: &Run) -> Vec<String> {
    let facts = run.of_type("finding").filter(|line| line["rule"] == "timestamped");
    facts.filter_map(|line| line["message"].as_str().map(str::to_owned)).collect()
}
