//! What all receipts of one package repeat, so that each stands alone.

use crate::identity::{
    CentreId, HeaderDigest, ManifestRoot, Number, OrganisationId, PackageId, StatementDigest,
};
use crate::json::{JsonError, Object};
use crate::statement::Statement;
use ectd::name::{ApplicationId, SequenceNumber};

/// Which package of which applicant a receipt is about. Equal in all receipts of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The centre that signs.
    pub centre: CentreId,
    /// The submission's number, given with the first receipt.
    pub number: Number,
    /// The package.
    pub package: PackageId,
    /// Digest of the package's header.
    pub header_sha256: HeaderDigest,
    /// Digest of the tagged statement.
    pub statement_sha256: StatementDigest,
    /// The dossier: a claim of the applicant until the receipt `verified`.
    pub manifest_root: ManifestRoot,
    /// The applicant.
    pub organisation: OrganisationId,
    /// The application.
    pub application: ApplicationId,
    /// The sequence.
    pub sequence: SequenceNumber,
}

impl Filing {
    /// Takes from a statement what its receipts will repeat, under the number that the centre gives.
    #[must_use]
    pub fn of(statement: &Statement, number: Number) -> Self {
        let facts = statement.facts();
        Self {
            centre: facts.centre.clone(),
            number,
            package: facts.package,
            header_sha256: facts.header_sha256,
            statement_sha256: statement.digest(),
            manifest_root: facts.manifest_root,
            organisation: facts.organisation.clone(),
            application: facts.application.clone(),
            sequence: facts.sequence.clone(),
        }
    }

    /// Tells whether these are the receipts of the package that carries `statement`.
    #[must_use]
    pub fn is_of(&self, statement: &Statement) -> bool {
        *self == Self::of(statement, self.number.clone())
    }

    pub(super) fn write(&self, object: Object) -> Object {
        object
            .with("number", &self.number)
            .with("package", self.package)
            .with("header_sha256", self.header_sha256)
            .with("statement_sha256", self.statement_sha256)
            .with("manifest_root", self.manifest_root)
            .with("organisation", &self.organisation)
            .with("application", self.application.to_string())
            .with("sequence", self.sequence.to_string())
    }

    pub(super) fn read(object: &Object) -> Result<Self, JsonError> {
        Ok(Self {
            centre: object.parsed("centre")?,
            number: object.parsed("number")?,
            package: object.parsed("package")?,
            header_sha256: object.parsed("header_sha256")?,
            statement_sha256: object.parsed("statement_sha256")?,
            manifest_root: object.parsed("manifest_root")?,
            organisation: object.parsed("organisation")?,
            application: object.parsed("application")?,
            sequence: object.parsed("sequence")?,
        })
    }
}
