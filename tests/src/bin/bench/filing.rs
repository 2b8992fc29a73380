//! One submission, watched from the first byte read to R3.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use serde_json::Value;
use tests::applicant::Applicant;
use tests::measure::{cpu_of, cpu_of_children, peak_memory, size_of};

use crate::Failure;

/// What a submission cost. Times are seconds since the command began, of the whole command.
#[derive(Debug)]
pub(crate) struct Filing {
    /// Bytes of the dossier.
    pub(crate) bytes: u64,
    /// The check was done, and the sending began.
    pub(crate) checked: f64,
    /// The centre had said that the last byte is durable.
    pub(crate) sent: f64,
    /// R1 was here.
    pub(crate) r1: f64,
    /// R3 was here.
    pub(crate) r3: f64,
    /// CPU-seconds of both sides for each GB up to R1, without those of processes that had not ended by then.
    pub(crate) cpu_to_r1: f64,
    /// The same up to the end.
    pub(crate) cpu_to_r3: f64,
    /// Most bytes of memory of the client.
    pub(crate) client_memory: u64,
    /// Most bytes of memory of the receiver.
    pub(crate) receiver_memory: u64,
}

impl Filing {
    /// Files a dossier.
    pub(crate) fn measure(
        applicant: &Applicant,
        receiver: u32,
        folder: &Path,
        application: &str,
    ) -> Result<Self, Failure> {
        let bytes = size_of(folder)?;
        let (children, centre) = (cpu_of_children()?, cpu_of(receiver)?);
        let start = Instant::now();
        let now = || start.elapsed().as_secs_f64();
        let mut command = applicant.submitting(folder, application, "0000");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (mut checked, mut sent, mut r1, mut r3) = (None, None, None, None);
        let (mut cpu_to_r1, mut client_memory) = (0.0, 0);
        for line in BufReader::new(child.stdout.take().ok_or("stdout")?).lines() {
            client_memory = client_memory.max(peak_memory(child.id()));
            let said: Value = serde_json::from_str(&line?)?;
            match (said["type"].as_str(), said["phase"].as_str(), said["kind"].as_str()) {
                (Some("progress"), Some("send"), _) => {
                    checked.get_or_insert_with(now);
                    if said["bytes"] == said["total"] {
                        sent.get_or_insert_with(now);
                    }
                }
                (Some("receipt"), _, Some("delivered")) => {
                    r1 = Some(now());
                    cpu_to_r1 = cpu_of(child.id())? + cpu_of(receiver)? - centre;
                }
                (Some("receipt"), _, Some("registered")) => r3 = Some(now()),
                _ => {}
            }
        }
        if !child.wait()?.success() {
            return Err("submit failed".into());
        }
        let r1 = r1.ok_or("no R1")?;
        let gigabytes = bytes as f64 / 1e9;
        Ok(Self {
            bytes,
            checked: checked.ok_or("no progress")?,
            sent: sent.unwrap_or(r1),
            r1,
            r3: r3.ok_or("no R3")?,
            cpu_to_r1: cpu_to_r1 / gigabytes,
            cpu_to_r3: (cpu_of_children()? - children + cpu_of(receiver)? - centre) / gigabytes,
            client_memory,
            receiver_memory: peak_memory(receiver),
        })
    }
}
