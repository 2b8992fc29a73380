//! One question to a time-stamping authority over HTTP (RFC 3161 section 3.4). What comes back is judged by the caller.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode};

use crate::config::timestamp::Timestamp;

/// There is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// The certificates for TLS cannot be read.
    #[error("log.timestamp.tls_ca_file, {}: {source}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It cannot be reached, or does not end its answer. Its address may hold a token, and is not shown.
    #[error("it does not answer")]
    Http(#[from] reqwest::Error),
    /// It answers with something else than a time-stamp.
    #[error("it answers HTTP {0}")]
    Status(StatusCode),
    /// Its answer is longer than any time-stamp.
    #[error("its answer is longer than {LONGEST} bytes")]
    TooLong,
}

/// Sends a query (DER) and gives the answer's bytes.
///
/// # Errors
/// [`AskError`].
///
/// # Cancel safety
/// Cancel safe: the question goes unanswered.
pub(super) async fn ask(timestamp: &Timestamp, home: &Path, query: Vec<u8>) -> Result<Vec<u8>, AskError> {
    let without_url = |error: reqwest::Error| AskError::Http(error.without_url());
    let question = client(timestamp, home)?
        .post(timestamp.authority.url().clone())
        .header(CONTENT_TYPE, "application/timestamp-query")
        .header(ACCEPT, "application/timestamp-reply")
        .body(query);
    let mut response = question.send().await.map_err(without_url)?;
    if response.status() != StatusCode::OK {
        return Err(AskError::Status(response.status()));
    }
    let mut answer = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(without_url)? {
        answer.extend_from_slice(&piece);
        if answer.len() > LONGEST {
            return Err(AskError::TooLong);
        }
    }
    Ok(answer)
}

fn client(timestamp: &Timestamp, home: &Path) -> Result<Client, AskError> {
    let mut client = Client::builder().redirect(Policy::none()).connect_timeout(CONNECT).timeout(PATIENCE);
    if let Some(file) = &timestamp.tls_ca_file {
        let path = home.join(file);
        let unusable = |source| AskError::Certificates { path: path.clone(), source };
        let pem = std::fs::read(&path).map_err(unusable)?;
        let certificates = Certificate::from_pem_bundle(&pem);
        client =
            client.tls_certs_merge(certificates.map_err(|error| unusable(std::io::Error::other(error)))?);
    }
    Ok(client.build()?)
}

/// Bytes of an answer: a token with a long chain has less than a tenth of it.
const LONGEST: usize = 256 << 10;
/// How long the authority may take to answer at all.
const CONNECT: Duration = Duration::from_secs(10);
/// How long it may take for everything.
const PATIENCE: Duration = Duration::from_secs(30);
