//! One submission from R1 to R3. Until R2 is given every step can be done again from the start; after it only R3 and the
//! last version of its object are missing.

pub mod error;
mod object;
mod opened;

use std::sync::Arc;

use crypto::digest::Sha256Digest;
use error::JobError;
use package::digests::Digests;
use package::identity::FindingsDigest;
use package::receipt::refusal::Grounds;
use package::receipt::state::{Delivered, Verified};
use package::receipt::step::Step;
use package::receipt::verification::StoredCopy;
use package::stanza;
use package::time::UtcTime;

use crate::clock::Moment;
use crate::desk::ahead::Early;
use crate::desk::copy::draft::Draft;
use crate::desk::copy::error::CopyError;
use crate::desk::copy::{self, Expected};
use crate::desk::delivered;
use crate::desk::earlier;
use crate::desk::findings::Findings;
use crate::desk::opening::{self, Opening, OpeningError};
use crate::desk::progress::Progress;
use crate::desk::state::Desk;
use crate::desk::verdict;
use crate::registry::claim::Claim;
use crate::registry::entity::receipt;
use crate::registry::state::State;
use crate::registry::verdict::{Refusal, Verification, VerifyOutcome};
use crate::store::Name;

/// A claimed submission in work.
pub struct Job {
    desk: Arc<Desk>,
    claim: Claim,
    progress: Arc<Progress>,
}

impl Job {
    /// Prepares the work on a claim.
    pub fn new(desk: Arc<Desk>, claim: Claim, progress: Arc<Progress>) -> Self {
        Self { desk, claim, progress }
    }

    /// Does what is missing up to R3.
    ///
    /// # Errors
    /// [`JobError`]; then the claim is to be given back.
    pub async fn run(&self) -> Result<(), JobError> {
        let number = &self.claim.submission.number;
        if !self.desk.ahead.is_at(&self.claim.submission) {
            self.blocking(Desk::tidy).await?;
        }
        let rows = self.desk.registry.receipts(number).await?;
        let verified = match (self.claim.submission.state, verdict::step(&rows)?) {
            (State::Verified, Some(Step::Verified(verified))) => {
                self.progress.all_verified();
                self.progress.all_backed_up();
                verified
            }
            (State::Delivered, Some(Step::Delivered(delivered))) => match self.verify(&delivered).await? {
                Some(verified) => verified,
                None => {
                    self.keep_all().await?;
                    return self.forget_delivered().await;
                }
            },
            _ => return Err(JobError::Contradiction(number.clone())),
        };
        let sign = |facts: &_| verdict::sign_registered(&self.desk, &verified, facts);
        self.desk.registry.register(&self.claim, Moment::now(), sign).await?;
        self.finish().await
    }

    /// Writes what follows R3: the receipts as files, and as the last version of the object. Again, it changes nothing.
    ///
    /// # Errors
    /// [`JobError::Unfinished`]; then it is to be called again.
    pub async fn finish(&self) -> Result<(), JobError> {
        let finished = async {
            self.keep_all().await?;
            self.close_object().await?;
            self.forget_delivered().await
        };
        finished.await.map_err(|error| JobError::Unfinished(Box::new(error)))
    }

    /// Opens, copies and checks, and gives R2. None when the dossier was refused.
    async fn verify(&self, delivered: &Delivered) -> Result<Option<Verified>, JobError> {
        let row = &self.claim.submission;
        self.send_delivered().await?;
        let digests = opening::delivered(row, &*self.desk.sealed)?;
        let (opening, draft) = self.desk.ahead.take(row).map(Early::into_parts).unzip();
        let worked = tokio::join!(self.open_and_check(&digests, opening), self.copy(digests.clone(), draft));
        let (place, mut opening, findings, read_back) = match worked {
            (Ok((place, opening, findings)), Ok(read_back)) => (place, opening, findings, read_back),
            (Err(JobError::Opening(error)), _) | (_, Err(JobError::Opening(error))) => {
                return self.unopened(delivered, error).await;
            }
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        let folder = earlier::folder(place.path(), row);
        self.keep_backbone(&folder).await?;
        let mut copies = vec![
            StoredCopy { store: self.desk.sealed.label().to_owned(), read_back },
            StoredCopy { store: self.desk.backup.label().to_owned(), read_back },
        ];
        self.put_beside(&opening, &findings).await?;
        let explained = opening.facts.remark.is_some();
        if let Some(grounds) = verdict::policy(&self.desk.policy, explained, &findings) {
            drop(place);
            self.forget_backbone().await?;
            self.refuse(delivered, grounds, Some(&verdict::found(&opening, &findings))).await?;
            return Ok(None);
        }
        let archived = self.archive(folder, &mut opening, &findings).await?;
        drop(place);
        self.progress.all_verified();
        let store = self.desk.archive.label().to_owned();
        copies.extend(archived.map(|read_back| StoredCopy { store, read_back }));
        let concluded = self.conclude(delivered, &opening, &findings, copies).await;
        // No R2 was given and none is under way.
        let without = match &concluded {
            Ok(verified) => verified.is_none(),
            Err(error) => error.is_taken_over(),
        };
        if archived.is_some() && without {
            self.withdraw().await?;
        }
        concluded
    }

    /// Gives R2, or the refusal when another root has the place meanwhile.
    async fn conclude(
        &self,
        delivered: &Delivered,
        opening: &Opening,
        findings: &Findings,
        copies: Vec<StoredCopy>,
    ) -> Result<Option<Verified>, JobError> {
        let digest = FindingsDigest(Sha256Digest::of(findings.bytes()));
        let said = verdict::verification(delivered, opening, findings.counts(), digest, copies);
        let found = verdict::found(opening, findings);
        let sign = |facts: &_| verdict::sign_verified(&self.desk, delivered, said, facts);
        let given = self.desk.registry.verify(&self.claim, &found, Moment::now(), sign).await?;
        let row = match given {
            VerifyOutcome::Verified(row) => row,
            VerifyOutcome::Occupied(earlier) => {
                let grounds = verdict::occupied(&earlier).map_err(JobError::Grounds)?;
                let refusal = verdict::refusal(&grounds, Some(&found), Some(earlier));
                self.forget_backbone().await?;
                self.sign_refusal(delivered, grounds, &refusal).await?;
                return Ok(None);
            }
        };
        self.keep(&row).await?;
        let number = &self.claim.submission.number;
        match verdict::step(&self.desk.registry.receipts(number).await?)? {
            Some(Step::Verified(verified)) => Ok(Some(verified)),
            _ => Err(JobError::Contradiction(number.clone())),
        }
    }

    /// Writes the second copy, unless that was done while the package arrived, reads both packages back, and gives when
    /// they were.
    async fn copy(&self, digests: Digests, draft: Option<Draft>) -> Result<UtcTime, JobError> {
        let is_there = match draft {
            Some(draft) => draft.keep().await,
            None => false,
        };
        let (row, progress) = (self.claim.submission.clone(), Arc::clone(&self.progress));
        let copied = self.blocking(move |desk, number| {
            let (header_sha256, statement_sha256) = (&*row.header_sha256, &*row.statement_sha256);
            let expected = Expected { number, header_sha256, statement_sha256, digests: &digests };
            copy::make(&expected, &*desk.sealed, &*desk.backup, is_there, &progress)
        });
        match copied.await? {
            Ok(()) => Ok(now()),
            Err(rotten @ CopyError::Rotten { .. }) => Err(OpeningError::Rotten(rotten.to_string()).into()),
            Err(error) => Err(error.into()),
        }
    }

    /// The next sequence is checked against it, so it is there before R2.
    async fn keep_backbone(&self, folder: &std::path::Path) -> Result<(), JobError> {
        let folder = folder.to_owned();
        self.blocking(move |desk, number| desk.backbones.keep(number, &folder)).await?.map_err(JobError::from)
    }

    async fn forget_backbone(&self) -> Result<(), JobError> {
        self.blocking(|desk, number| desk.backbones.forget(number)).await?.map_err(JobError::from)
    }

    /// What lies beside the package in both stores, and the findings, all durable before R2 names them.
    async fn put_beside(&self, opening: &Opening, findings: &Findings) -> Result<(), JobError> {
        let wraps = stanza::line(&opening.escrow);
        let (bytes, list) = (findings.bytes().to_vec(), opening.list.clone());
        self.blocking(move |desk, number| {
            desk.sealed.put(&Name::wraps(number), &wraps)?;
            desk.backup.put(&Name::wraps(number), &wraps)?;
            desk.receipts.keep_list(number, &list)?;
            desk.receipts_backup.keep_list(number, &list)?;
            desk.receipts.keep_findings(number, &bytes)?;
            desk.receipts_backup.keep_findings(number, &bytes)
        })
        .await?
        .map_err(JobError::from)
    }

    async fn unopened(
        &self,
        delivered: &Delivered,
        error: OpeningError,
    ) -> Result<Option<Verified>, JobError> {
        tracing::warn!(%error, number = self.claim.submission.number, "not opened");
        let rotten = matches!(error, OpeningError::Rotten(_));
        match verdict::unopened(&error) {
            // A disk may answer better at the next try.
            Some(grounds) if !rotten || self.claim.submission.attempt >= TRIES => {
                self.refuse(delivered, grounds, None).await?;
                Ok(None)
            }
            _ => Err(error.into()),
        }
    }

    async fn refuse(
        &self,
        delivered: &Delivered,
        grounds: Grounds,
        found: Option<&Verification>,
    ) -> Result<(), JobError> {
        let refusal = verdict::refusal(&grounds, found, None);
        self.sign_refusal(delivered, grounds, &refusal).await
    }

    async fn sign_refusal(
        &self,
        delivered: &Delivered,
        grounds: Grounds,
        refusal: &Refusal,
    ) -> Result<(), JobError> {
        let sign = |facts: &_| verdict::sign_refused(&self.desk, delivered, grounds, facts);
        self.desk.registry.refuse(&self.claim, refusal, Moment::now(), sign).await?;
        Ok(())
    }

    /// Every receipt of the submission as a file, in both stores.
    async fn keep_all(&self) -> Result<(), JobError> {
        for row in self.desk.registry.receipts(&self.claim.submission.number).await? {
            self.keep(&row).await?;
        }
        Ok(())
    }

    async fn keep(&self, row: &receipt::Model) -> Result<(), JobError> {
        let row = row.clone();
        self.blocking(move |desk, _| {
            desk.receipts.keep(&row)?;
            desk.receipts_backup.keep(&row)
        })
        .await?
        .map_err(JobError::from)
    }

    async fn send_delivered(&self) -> Result<(), JobError> {
        let progress = Arc::clone(&self.progress);
        Ok(self.blocking(move |desk, number| delivered::send(desk, number, &progress)).await??)
    }

    /// The package is where it is kept: the one that intake left can go.
    async fn forget_delivered(&self) -> Result<(), JobError> {
        Ok(self.blocking(delivered::forget).await??)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk, &str) -> T + Send + 'static,
    ) -> Result<T, JobError> {
        let (desk, number) = (Arc::clone(&self.desk), self.claim.submission.number.clone());
        Ok(tokio::task::spawn_blocking(move || work(&desk, &number)).await?)
    }
}

fn now() -> UtcTime {
    UtcTime::from_seconds(Moment::now().seconds())
}

/// Attempts after which damage in the store is told to the applicant.
const TRIES: i64 = 3;
