//! A question to an authority and the judgement of its answer (RFC 3161 section 2.4).
//!
//! ```text
//! TimeStampReq ::= SEQUENCE {
//!   version INTEGER (1), messageImprint SEQUENCE { SHA-256, OCTET STRING }, reqPolicy OBJECT IDENTIFIER OPTIONAL,
//!   nonce INTEGER, certReq BOOLEAN TRUE }
//! TimeStampResp ::= SEQUENCE {
//!   status SEQUENCE { status INTEGER, statusString SEQUENCE OF UTF8String OPTIONAL, failInfo BIT STRING OPTIONAL },
//!   timeStampToken ContentInfo OPTIONAL }
//! ```

use der::Tag;

use super::TimestampError;
use super::authorities::Authorities;
use super::hash::SHA_256;
use super::members::{Malformed, Members, element};
use super::policy::Policy;
use super::token::Token;
use crate::digest::Sha256Digest;
use crate::random::{self, RandomError};

/// A question that was not asked before.
#[derive(Debug)]
pub struct Query<'a> {
    bytes: &'a [u8],
    policy: Option<Policy>,
    /// A positive INTEGER of fixed length.
    nonce: [u8; 8],
}

impl<'a> Query<'a> {
    /// Asks for a time-stamp over `bytes`, under a policy or under the authority's own.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn over(bytes: &'a [u8], policy: Option<Policy>) -> Result<Self, RandomError> {
        let mut nonce: [u8; 8] = random::bytes()?;
        nonce[0] = nonce[0] & 0x3f | 0x40;
        Ok(Self { bytes, policy, nonce })
    }

    /// The DER to send, as `application/timestamp-query`.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let hash = [element(Tag::ObjectIdentifier, SHA_256.as_bytes()), element(Tag::Null, &[])].concat();
        let digest = element(Tag::OctetString, Sha256Digest::of(self.bytes).as_bytes());
        let imprint = [element(Tag::Sequence, &hash), digest].concat();
        let policy = self.policy.map(|policy| element(Tag::ObjectIdentifier, policy.content()));
        let members = [
            element(Tag::Integer, &[1]),
            element(Tag::Sequence, &imprint),
            policy.unwrap_or_default(),
            element(Tag::Integer, &self.nonce),
            element(Tag::Boolean, &[0xff]),
        ];
        element(Tag::Sequence, &members.concat())
    }

    /// Judges what came back: a token over the bytes, for this question, under the policy, of an authority that is believed.
    ///
    /// # Errors
    /// [`TimestampError`].
    pub fn judge(&self, reply: &[u8], authorities: &Authorities) -> Result<Token, TimestampError> {
        let token = Token::read(token_of(reply)?)?;
        token.stamps(self.bytes)?;
        if token.nonce() != Some(&self.nonce) {
            return Err(TimestampError::Nonce);
        }
        if let Some(asked) = self.policy.filter(|asked| asked != token.policy()) {
            return Err(TimestampError::Policy { asked, found: *token.policy() });
        }
        token.trust(authorities)?;
        Ok(token)
    }
}

/// The token of an answer that grants one.
fn token_of(reply: &[u8]) -> Result<&[u8], TimestampError> {
    let form = |Malformed| TimestampError::Form("the answer");
    let mut members = Members::of_sequence(reply).map_err(form)?;
    let mut info = members.next(Tag::Sequence).and_then(Members::of).map_err(form)?;
    match info.next(Tag::Integer).map_err(form)? {
        // Granted, or granted with changes, which are judged below.
        [0 | 1] => {
            let token = members.whole().map_err(form)?;
            members.end().map_err(form)?;
            Ok(token)
        }
        [status] => {
            let text = info.optional(Tag::Sequence).map_err(form)?.map(text).unwrap_or_default();
            Err(TimestampError::Refused { status: *status, text })
        }
        _ => Err(TimestampError::Form("the answer")),
    }
}

/// What an authority says, as far as it is fit for one line.
fn text(content: &[u8]) -> String {
    let mut said = String::new();
    if let Ok(mut lines) = Members::of(content) {
        while let Ok(line) = lines.next(Tag::Utf8String) {
            said.push_str(&String::from_utf8_lossy(line));
        }
    }
    said.chars().filter(|c| !c.is_control()).take(LINE).collect()
}

/// Characters of an authority's words.
const LINE: usize = 200;
