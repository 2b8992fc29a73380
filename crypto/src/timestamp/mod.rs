//! Time-stamps of an outside authority (RFC 3161, with RFC 5816): what it is asked, and its answer, a token that proves that
//! certain bytes existed at a certain time.
//!
//! A token is a CMS SignedData (RFC 5652 section 5) over a TSTInfo. [`Token::read`] proves that it holds in itself,
//! [`Token::stamps`] that it is over these bytes, and [`Token::trust`] that its authority is one of those that are believed,
//! by their certificates as they were at the time that the token names: a token is as good in twenty years as on its day.
//! Revocation is not asked for: whoever doubts an authority takes its certificate from those that he believes.
//!
//! [`query`] is the question with its answer, [`authorities`] who is believed; below them [`token`], of which `signed` is the
//! CMS, `info` the content, `signer` the certificate, and `algorithm` the signatures that authorities use.

mod algorithm;
pub mod authorities;
mod hash;
mod info;
mod members;
pub mod policy;
pub mod query;
mod signed;
mod signer;
pub mod token;

pub use token::Token;

/// Why bytes are no time-stamp, or one that must not be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// A part is not the DER that the standard says.
    #[error("{0} is not what RFC 3161 says")]
    Form(&'static str),
    /// The authority gives no token.
    #[error("the authority gives no time-stamp: status {status} {text:?}")]
    Refused {
        /// PKIStatus (RFC 3161 section 2.4.2).
        status: u8,
        /// What the authority says about it.
        text: String,
    },
    /// An algorithm that is not known here, or a key too weak.
    #[error("the token uses an algorithm that is not known here")]
    Algorithm,
    /// The certificate that the signature names is not in the token.
    #[error("the token does not hold its signer's certificate")]
    NoCertificate,
    /// The certificate is not for time-stamps alone.
    #[error("the certificate of {authority} is not for time-stamps alone")]
    Usage {
        /// Whose certificate.
        authority: String,
    },
    /// The certificate was not valid at the token's time.
    #[error("the certificate of {authority} was not valid at the time-stamp's time")]
    Validity {
        /// Whose certificate.
        authority: String,
    },
    /// The signature does not hold, or is over another content.
    #[error("the signature of {authority} does not hold")]
    Signature {
        /// Who is said to have signed.
        authority: String,
    },
    /// No valid path leads to an authority that is believed.
    #[error(
        "the certificate of {authority} does not lead to a certificate of those that are believed: {source}"
    )]
    Path {
        /// Whose certificate.
        authority: String,
        /// What path building says.
        #[source]
        source: webpki::Error,
    },
    /// The token stamps other bytes.
    #[error("it stamps other bytes than these")]
    OtherBytes,
    /// The token answers another question.
    #[error("the answer is to another question: its nonce differs")]
    Nonce,
    /// The token was given under another policy than the one that was asked for.
    #[error("the time-stamp is under the policy {found}, asked was {asked}")]
    Policy {
        /// What was asked.
        asked: policy::Policy,
        /// What was given.
        found: policy::Policy,
    },
}
