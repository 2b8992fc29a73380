//! What a submission must be, as its receipts say: the signed digests decide, not what lies in a store.

use crypto::chain::Anchor;
use package::head::Head;
use package::identity::{HeaderDigest, PackageDigest, StatementDigest};
use package::layout::Segments;
use package::receipt::body::Body;
use package::receipt::verification::Verification;
use package::receipt::{Receipt, ReceiptError};

use crate::registry::entity::{receipt, submission};

/// What was signed about one submission.
#[derive(Clone, Debug)]
pub struct Truth {
    /// Its row.
    pub row: submission::Model,
    /// Its receipts, in order, as signed.
    pub receipts: Vec<receipt::Model>,
    /// What R2 says; none when it was refused before.
    pub verification: Option<Verification>,
    /// How its plaintext lies in the stream.
    pub segments: Segments,
    /// Where the stream begins: PO.
    pub payload_offset: u64,
    header: HeaderDigest,
    statement: StatementDigest,
    digest: PackageDigest,
}

/// What was signed cannot be told from the registry.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TruthError {
    /// A receipt is not one that this centre signed.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// No receipt names the package's digest.
    #[error("no receipt names a package digest")]
    NoDigest,
    /// The row's sizes are none of a package.
    #[error("the registry's sizes are not those of a package")]
    Sizes,
    /// Receipts or the row contradict each other.
    #[error("the registry's row and the receipts disagree about {0}")]
    Disagree(&'static str),
}

impl Truth {
    /// Reads the receipts of a submission and proves that this centre signed them.
    ///
    /// # Errors
    /// [`TruthError`].
    pub fn of(
        row: submission::Model,
        receipts: Vec<receipt::Model>,
        anchor: &Anchor,
    ) -> Result<Self, TruthError> {
        let mut digest = None;
        let mut size = None;
        let mut verification = None;
        let mut bound = None;
        for stored in &receipts {
            let receipt = Receipt::read(&stored.cose)?;
            receipt.trust(anchor)?;
            let filing = receipt.filing();
            let names = (filing.number.as_str() == row.number, filing.package.to_string() == row.package);
            if names != (true, true) {
                return Err(TruthError::Disagree("number or package"));
            }
            bound = Some((filing.header_sha256, filing.statement_sha256));
            let named = receipt.body().package_digest();
            if digest.is_some() && named.is_some() && named != digest {
                return Err(TruthError::Disagree("the package digest"));
            }
            digest = digest.or(named);
            match receipt.body() {
                Body::Delivered(delivered, _) => size = Some(delivered.package_len),
                Body::Verified(verified) => verification = Some((**verified).clone()),
                _ => {}
            }
        }
        let (Some(digest), Some((header, statement))) = (digest, bound) else {
            return Err(TruthError::NoDigest);
        };
        let plaintext_len = u64::try_from(row.plaintext_len).map_err(|_| TruthError::Sizes)?;
        let segments = Segments::of(plaintext_len).ok_or(TruthError::Sizes)?;
        let package_len = size.ok_or(TruthError::NoDigest)?;
        let payload_offset = package_len.checked_sub(segments.ciphertext_len()).ok_or(TruthError::Sizes)?;
        Ok(Self { row, receipts, verification, segments, payload_offset, header, statement, digest })
    }

    /// Its number.
    pub fn number(&self) -> &str {
        &self.row.number
    }

    /// The signed package digest.
    pub fn package_digest(&self) -> PackageDigest {
        self.digest
    }

    /// Length of the whole package in bytes.
    pub fn package_len(&self) -> u64 {
        self.payload_offset + self.segments.ciphertext_len()
    }

    /// Tells whether these bytes are the clear part that was receipted: the receipts bind header and statement, and the
    /// form of the frame leaves no other byte free.
    pub fn is_head(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.payload_offset
            && Head::parse(bytes).is_ok_and(|head| {
                head.header_digest() == self.header && head.statement().digest() == self.statement
            })
    }

    /// Tells whether R2 names a copy under this label.
    pub fn has_copy(&self, label: &str) -> bool {
        let copies = self.verification.iter().flat_map(|verification| &verification.copies);
        copies.into_iter().any(|copy| copy.store == label)
    }
}
