//! What an applicant says to a centre.

use minicbor::{Decode, Encode};

/// A message from the applicant. Limits are those of the encoded message, see [`crate::codec::Wire::limit`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum ToCentre {
    /// The first message of every session: who speaks, and which versions.
    #[n(0)]
    Hello {
        /// Newest protocol version spoken.
        #[n(0)]
        newest: u32,
        /// Oldest protocol version spoken.
        #[n(1)]
        oldest: u32,
        /// Program and its version, for the centre's log: `sealpost 0.1.0`.
        #[n(2)]
        program: String,
        /// Language wanted in texts for people: `zh` or `en`.
        #[n(3)]
        language: String,
        /// Size of the centre's log in the last checkpoint that the applicant keeps; the answer proves that what is
        /// shown now only added to it.
        #[n(4)]
        log: Option<u64>,
    },
    /// Offers a package by its clear part, bytes `0 .. PO` of the package file.
    #[n(1)]
    Offer {
        /// Frame, header, statement and padding.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        head: Vec<u8>,
    },
    /// Says that every segment was sent and acknowledged, and what the whole must be.
    #[n(2)]
    Finish {
        /// Package digest as the applicant computed it.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        package_digest: [u8; 32],
    },
    /// Asks how a submission stands.
    #[n(3)]
    Status {
        /// Submission number.
        #[n(0)]
        number: String,
    },
    /// Asks for all receipts of a submission again; the answer is receipts in order, then its state.
    #[n(4)]
    Receipts {
        /// Submission number.
        #[n(0)]
        number: String,
    },
    /// Asks for a new TLS certificate under the one of this session.
    #[n(5)]
    Renew {
        /// PKCS#10 request, DER.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        request: Vec<u8>,
    },
    /// Redeems an invitation; the only message besides the greeting that an unauthenticated peer may send.
    #[n(6)]
    Enrol {
        /// Secret of the invitation.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        token: Vec<u8>,
        /// PKCS#10 request for the TLS certificate, DER.
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        tls_request: Vec<u8>,
        /// PKCS#10 request for the signing certificate, DER.
        #[n(2)]
        #[cbor(with = "minicbor::bytes")]
        signing_request: Vec<u8>,
        /// HPKE number of the applicant's encryption key.
        #[n(3)]
        kem: u16,
        /// The applicant's public encryption key.
        #[n(4)]
        #[cbor(with = "minicbor::bytes")]
        public_key: Vec<u8>,
    },
}
