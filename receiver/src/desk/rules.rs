//! The rules, run in the child process of [`super::worker`]: started, listened to, and ended when it takes too long.

use std::ffi::OsStr;
use std::path::Path;
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use ectd::profile::Profile;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::Command;

use super::archiving::Taken;
use super::findings::{Findings, TooMany};
use super::given;
use super::worker::Word;

/// Why the rules gave no result. Nothing is known about the dossier then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// The child could not be started or listened to.
    #[error("the checking process: {0}")]
    Process(#[from] std::io::Error),
    /// It took too long.
    #[error("the checking process was ended after {} s", after.as_secs())]
    TooLong {
        /// The time it had.
        after: Duration,
    },
    /// It said something that is no line of its language.
    #[error("the checking process said something that cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// It stopped before its end line, for example at its memory limit.
    #[error("the checking process stopped before its end")]
    Stopped,
    /// It found more than is kept.
    #[error(transparent)]
    TooMany(#[from] TooMany),
}

/// What the child may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time until it is ended.
    pub time: Duration,
    /// Bytes of memory.
    pub memory: u64,
}

/// An opened dossier.
#[derive(Debug, Clone, Copy)]
pub struct Opened<'a> {
    /// Where it lies.
    pub folder: &'a Path,
    /// Its files, which are not read for digests that were taken.
    pub files: &'a [Taken],
}

/// Checks a dossier under a profile, against the sequences below `history`; `progress` hears of bytes done and in all.
///
/// # Errors
/// [`RulesError`].
///
/// # Cancel safety
/// Dropping the future ends the child.
pub async fn run(
    dossier: Opened<'_>,
    profile: Profile,
    history: Option<&Path>,
    limits: Limits,
    progress: impl FnMut(u64, u64),
) -> Result<Findings, RulesError> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("check-worker")
        .args(["--profile", profile.name(), "--memory", &limits.memory.to_string()])
        .args(history.map(|folder| [OsStr::new("--history"), folder.as_os_str()]).into_iter().flatten())
        .arg(dossier.folder)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()?;
    let stdin = child.stdin.take().ok_or(RulesError::Stopped)?;
    let stdout = child.stdout.take().ok_or(RulesError::Stopped)?;
    let talk = async {
        let mut heard = pin!(listen(stdout, progress));
        tokio::select! {
            heard = &mut heard => heard,
            // What the child does not hear out, it has no end line after.
            _ = given::say(dossier.files, stdin) => heard.await,
        }
    };
    let heard = tokio::time::timeout(limits.time, talk).await;
    let findings = heard.map_err(|_| RulesError::TooLong { after: limits.time })??;
    if child.wait().await?.success() { Ok(findings) } else { Err(RulesError::Stopped) }
}

async fn listen(
    from: impl AsyncRead + Unpin,
    mut progress: impl FnMut(u64, u64),
) -> Result<Findings, RulesError> {
    let mut lines = BufReader::new(from).lines();
    let mut findings = Findings::default();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            Word::Progress { bytes, total } => progress(bytes, total),
            Word::Finding(finding) => findings.add(&finding)?,
            Word::Done { findings: said, rules } if said == findings.counts().all() => {
                findings.under(rules);
                return Ok(findings);
            }
            Word::Done { .. } => return Err(RulesError::Stopped),
        }
    }
    Err(RulesError::Stopped)
}

#[cfg(test)]
mod tests {
    use super::{RulesError, listen};

    #[tokio::test]
    async fn only_an_end_line_that_agrees_makes_a_result() {
        let progress = r#"{"type":"progress","bytes":5,"total":9}"#;
        let mut seen = (0, 0);
        let rules = r#"{"profile":"cn","edition":"CDE 1.1","evaluated":9,"partly":0,"not_evaluated":1}"#;
        let done = |findings: u64| format!("{{\"type\":\"done\",\"findings\":{findings},\"rules\":{rules}}}");
        let text = format!("{progress}\n{}\n", done(0));
        let findings = listen(text.as_bytes(), |done, total| seen = (done, total)).await.unwrap();
        assert_eq!((findings.counts().all(), seen), (0, (5, 9)));

        let cut = listen(progress.as_bytes(), |_, _| {}).await.unwrap_err();
        assert!(matches!(cut, RulesError::Stopped));
        let lying = listen(done(1).as_bytes(), |_, _| {}).await.unwrap_err();
        assert!(matches!(lying, RulesError::Stopped));
        let noise = listen(&b"panicked at"[..], |_, _| {}).await.unwrap_err();
        assert!(matches!(noise, RulesError::Unreadable(_)));
    }
}
