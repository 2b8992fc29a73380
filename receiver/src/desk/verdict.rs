//! What the desk decides about a dossier, and the receipts that say so.

use ectd::finding::Line;
use package::identity::{FindingsDigest, ReceiptDigest};
use package::receipt::refusal::{Earlier, Grounds, Reason};
use package::receipt::state::{Delivered, Verified};
use package::receipt::step::Step;
use package::receipt::verification::{FindingsCount, Malware, StoredCopy, Verification};
use package::receipt::{Receipt, ReceiptError};
use package::statement::Facts as Statement;
use package::time::UtcTime;
use transfer::reject::Code;

use super::findings::{Counts, Findings};
use super::opening::{Opening, OpeningError};
use super::state::Desk;
use crate::config::settings::{Accepted, Policy, RejectOn};
use crate::registry::entity::receipt;
use crate::registry::signing::{self, Facts, SigningError};

/// The receipts of a submission, read back.
///
/// # Errors
/// When the registry holds bytes that are no receipts, or do not follow each other.
pub fn step(rows: &[receipt::Model]) -> Result<Option<Step>, ReceiptError> {
    let receipts = rows.iter().map(|row| Receipt::read(&row.cose)).collect::<Result<Vec<_>, _>>()?;
    Ok(Step::of(receipts)?)
}

/// Returns the members of R2.
pub fn verification(
    delivered: &Delivered,
    opening: &Opening,
    counts: Counts,
    findings: FindingsDigest,
    copies: Vec<StoredCopy>,
) -> Verification {
    let opened = &opening.opened;
    Verification {
        package_digest: delivered.package_digest(),
        files: opened.files(),
        bytes: opened.bytes(),
        files_root: opened.files_root(),
        findings: FindingsCount {
            error: counts.error,
            warning: counts.warning,
            info: counts.info,
            sha256: findings,
        },
        malware: Malware::not_checked(),
        copies,
        same_as: Vec::new(),
    }
}

/// Returns why policy refuses a dossier, or none when it does not.
pub fn policy(policy: &Policy, statement: &Statement, findings: &Findings) -> Option<Grounds> {
    let accepted = policy.accepted == Accepted::Honour && statement.remark.is_some();
    if policy.reject_on == RejectOn::Never || accepted || findings.counts().error == 0 {
        return None;
    }
    Some(Grounds {
        reasons: findings.errors().iter().map(reason).collect(),
        earlier: None,
        safe_to_resend: false,
    })
}

/// Returns why a package that does not open is refused, or none when that is no reason to refuse.
pub fn unopened(error: &OpeningError) -> Option<Grounds> {
    let (code, message, place) = match error {
        OpeningError::Unopenable(cause) => (Code::Unopenable, cause.to_string(), place(cause)),
        OpeningError::Rotten(_) => (Code::Storage, error.to_string(), None),
        _ => return None,
    };
    let reasons = vec![Reason { code: code.name().into(), message, place }];
    // What was opened never proved the root: the same dossier, sealed or sent again, is judged afresh.
    Some(Grounds { reasons, earlier: None, safe_to_resend: true })
}

/// Returns why a dossier is refused whose place another one holds.
///
/// # Errors
/// When the registry names an earlier submission without a receipt.
pub fn occupied(earlier: &signing::Earlier) -> Result<Grounds, SigningError> {
    let receipt = earlier.receipt_sha256.as_deref().ok_or("the earlier submission has no receipt")?;
    let message =
        format!("this application and sequence was filed before with other content, as {}", earlier.number);
    Ok(Grounds {
        reasons: vec![Reason { code: Code::Occupied.name().into(), message, place: None }],
        earlier: Some(Earlier {
            number: earlier.number.parse()?,
            receipt_sha256: receipt.parse::<ReceiptDigest>()?,
        }),
        safe_to_resend: false,
    })
}

/// Returns the reasons as JSON, for the registry's row.
pub fn reasons_json(grounds: &Grounds) -> String {
    let reasons = grounds.reasons.iter().map(
        |reason| serde_json::json!({"code": reason.code, "message": reason.message, "place": reason.place}),
    );
    serde_json::Value::Array(reasons.collect()).to_string()
}

/// Signs R2.
///
/// # Errors
/// When signing fails.
pub fn sign_verified(
    desk: &Desk,
    delivered: &Delivered,
    verification: Verification,
    facts: &Facts,
) -> Result<Vec<u8>, SigningError> {
    Ok(delivered.verify(&desk.issuer, verification, time(facts))?.receipt().bytes().to_vec())
}

/// Signs R3.
///
/// # Errors
/// When signing fails.
pub fn sign_registered(desk: &Desk, verified: &Verified, facts: &Facts) -> Result<Vec<u8>, SigningError> {
    let now = time(facts);
    Ok(verified.register(&desk.issuer, now, now)?.receipt().bytes().to_vec())
}

/// Signs the refusal in place of R2.
///
/// # Errors
/// When signing fails.
pub fn sign_refused(
    desk: &Desk,
    delivered: &Delivered,
    grounds: Grounds,
    facts: &Facts,
) -> Result<Vec<u8>, SigningError> {
    Ok(delivered.refuse(&desk.issuer, grounds, time(facts))?.receipt().bytes().to_vec())
}

fn time(facts: &Facts) -> UtcTime {
    UtcTime::from_seconds(facts.time.seconds())
}

fn reason(line: &Line) -> Reason {
    Reason { code: line.rule.clone(), message: line.message.clone(), place: Some(line.place.clone()) }
}

fn place(cause: &package::opener::OpenError) -> Option<String> {
    match cause {
        package::opener::OpenError::Damage(damage) => Some(damage.place.to_string()),
        _ => None,
    }
}
