//! The steps of a job that open the package and check what was in it.

use std::sync::Arc;

use package::digests::Digests;
use tokio::task::JoinHandle;

use super::Job;
use super::error::JobError;
use crate::desk::ahead::Opened;
use crate::desk::bench::{Place, Tree};
use crate::desk::earlier;
use crate::desk::findings::{Disposition, Findings};
use crate::desk::opening::{self, Opening, OpeningError};
use crate::desk::rules::{self, RulesError};
use crate::desk::verdict;

impl Job {
    /// Opens the package, unless it was while it arrived, and checks it by the rules.
    pub(super) async fn open_and_check(
        &self,
        digests: &Digests,
        early: Option<JoinHandle<Option<Opened>>>,
    ) -> Result<(Place, Opening, Findings), JobError> {
        let early = match early {
            Some(early) => early.await.ok().flatten(),
            None => None,
        };
        let early = early.and_then(|Opened { place, opening }| Some((place, opening.is_of(digests).ok()?)));
        let (place, opening) = match early {
            Some(early) => early,
            None => self.open(digests.clone()).await?,
        };
        let findings = self.check(&place, &opening).await?;
        Ok((place, opening, findings))
    }

    async fn open(&self, digests: Digests) -> Result<(Place, Opening), JobError> {
        let (desk, row) = (Arc::clone(&self.desk), self.claim.submission.clone());
        let progress = Arc::clone(&self.progress);
        let opened = tokio::task::spawn_blocking(move || {
            let place = Place::clear(&desk.bench, &row.number)?;
            let folder = earlier::folder(place.path(), &row);
            std::fs::create_dir_all(&folder)
                .map_err(|error| OpeningError::Io(package::opener::OpenError::Sink(error)))?;
            let keys = (&desk.key, &desk.escrow);
            let opening = opening::open(&row, &*desk.sealed, &digests, keys, Tree::new(&folder, &progress))?;
            Ok::<_, OpeningError>((place, opening))
        });
        Ok(opened.await??)
    }

    async fn check(&self, place: &Place, opening: &Opening) -> Result<Findings, JobError> {
        let mut before = 0;
        let progress = |done: u64, _total| {
            // A stop ends the child below; here it needs no answer.
            let _ = self.progress.verified(done.saturating_sub(before));
            before = done;
        };
        let limits = rules::Limits { time: self.desk.check_time(), memory: self.desk.policy.check_memory };
        let row = &self.claim.submission;
        let folder = &earlier::folder(place.path(), row);
        let history = earlier::lay_out(&self.desk, row, folder, &self.progress).await?;
        let dossier = rules::Opened { folder, files: &opening.files };
        let checked = rules::run(dossier, opening.facts.kind, history.as_deref(), limits, progress);
        let mut findings = tokio::select! {
            findings = checked => findings?,
            stopped = self.progress.stopped() => return Err(stopped.into()),
        };
        let reason = opening.facts.remark.as_ref().map(ToString::to_string);
        let honoured = verdict::honours(&self.desk.policy);
        findings.conclude(Disposition { reason: reason.as_deref(), honoured }).map_err(RulesError::from)?;
        Ok(findings)
    }
}
