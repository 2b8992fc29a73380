//! What a certificate of the centre's CA may be used for.
//!
//! The role stands in the subject as organizational unit (OU) and is repeated by the extended key usage; a
//! certificate whose two statements disagree has no role.

use std::fmt;
use std::str::FromStr;

/// The one thing a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// An applicant at the TLS handshake.
    ApplicantTls,
    /// An applicant's statements.
    ApplicantSigning,
    /// The centre at the TLS handshake.
    CentreTls,
    /// Receipts of the intake: R0, R1, and refusals up to delivery.
    ReceiptIntake,
    /// Receipts of the desk: R2, R3.
    ReceiptDesk,
    /// The centre's card.
    Card,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [
        Self::ApplicantTls,
        Self::ApplicantSigning,
        Self::CentreTls,
        Self::ReceiptIntake,
        Self::ReceiptDesk,
        Self::Card,
    ];

    /// The OU that says this role.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::ApplicantTls => "applicant-tls",
            Self::ApplicantSigning => "applicant-signing",
            Self::CentreTls => "centre-tls",
            Self::ReceiptIntake => "receipt-intake",
            Self::ReceiptDesk => "receipt-desk",
            Self::Card => "card",
        }
    }

    /// The extended key usage that belongs to this role.
    #[must_use]
    pub const fn usage(self) -> Usage {
        match self {
            Self::ApplicantTls => Usage::ClientAuth,
            Self::CentreTls => Usage::ServerAuth,
            Self::ApplicantSigning | Self::ReceiptIntake | Self::ReceiptDesk | Self::Card => {
                Usage::DocumentSigning
            }
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.unit())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(unit: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.unit() == unit).ok_or(UnknownRole)
    }
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no role of this name")]
pub struct UnknownRole;

/// An extended key usage (RFC 5280 section 4.2.1.12; documentSigning: RFC 9336).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usage {
    /// id-kp-clientAuth, 1.3.6.1.5.5.7.3.2.
    ClientAuth,
    /// id-kp-serverAuth, 1.3.6.1.5.5.7.3.1.
    ServerAuth,
    /// id-kp-documentSigning, 1.3.6.1.5.5.7.3.36.
    DocumentSigning,
}

impl Usage {
    /// The object identifier, as the content of its DER encoding.
    #[must_use]
    pub const fn oid(self) -> &'static [u8; 8] {
        match self {
            Self::ClientAuth => &[0x2b, 6, 1, 5, 5, 7, 3, 2],
            Self::ServerAuth => &[0x2b, 6, 1, 5, 5, 7, 3, 1],
            Self::DocumentSigning => &[0x2b, 6, 1, 5, 5, 7, 3, 36],
        }
    }

    /// The object identifier, as numbers.
    #[must_use]
    pub const fn arcs(self) -> [u64; 9] {
        match self {
            Self::ClientAuth => [1, 3, 6, 1, 5, 5, 7, 3, 2],
            Self::ServerAuth => [1, 3, 6, 1, 5, 5, 7, 3, 1],
            Self::DocumentSigning => [1, 3, 6, 1, 5, 5, 7, 3, 36],
        }
    }
}
