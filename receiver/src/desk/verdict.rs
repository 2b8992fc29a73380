//! What the desk decides about a dossier, and the receipts that say so.

use ectd::finding::Line;
use package::identity::{FindingsDigest, ReceiptDigest};
use package::receipt::refusal::{Earlier, Grounds, Reason};
use package::receipt::state::{Delivered, Verified};
use package::receipt::step::Step;
use package::receipt::verification::{FindingsCount, Malware, StoredCopy, Verification};
use package::receipt::{Receipt, ReceiptError};
use package::time::UtcTime;
use transfer::reject::Code;

use super::findings::{Counts, Findings};
use super::opening::{Opening, OpeningError};
use super::state::Desk;
use crate::config::settings::{Accepted, Policy, RejectOn};
use crate::registry::entity::receipt;
use crate::registry::signing::{self, Facts, SigningError};
use crate::registry::verdict as row;

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
///
/// `explained` says that the applicant signed a reason for going on in spite of findings.
pub fn policy(policy: &Policy, explained: bool, findings: &Findings) -> Option<Grounds> {
    let accepted = honours(policy) && explained;
    if policy.reject_on == RejectOn::Never || accepted || findings.counts().error == 0 {
        return None;
    }
    Some(Grounds {
        reasons: findings.errors().iter().map(reason).collect(),
        earlier: None,
        safe_to_resend: false,
    })
}

/// Tells whether findings that were accepted with a reason do not count.
pub fn honours(policy: &Policy) -> bool {
    policy.accepted == Accepted::Honour
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

/// Returns what the registry's row says of a refusal.
pub fn refusal(
    grounds: &Grounds,
    found: Option<&row::Verification>,
    earlier: Option<signing::Earlier>,
) -> row::Refusal {
    row::Refusal {
        root_proven: found.is_some(),
        verification: found.cloned(),
        reasons: reasons_json(grounds),
        earlier,
    }
}

/// Returns what the registry's row says of what was found.
pub fn found(opening: &Opening, findings: &Findings) -> row::Verification {
    let (opened, counts) = (&opening.opened, findings.counts());
    row::Verification {
        files: opened.files(),
        bytes: opened.bytes(),
        files_root: opened.files_root().to_string(),
        errors: counts.error,
        warnings: counts.warning,
        infos: counts.info,
    }
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

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use ectd::finding::{Finding, Severity};
    use package::opener::OpenError;

    use super::{Accepted, Code, Findings, OpeningError, Policy, RejectOn, policy, reasons_json, unopened};

    fn findings(severity: Severity) -> Findings {
        let mut findings = Findings::default();
        let finding = Finding {
            rule: "LEAF-04".into(),
            authority: "CN 3.14".into(),
            severity,
            place: "m3/a.pdf".into(),
            text: "leaf-checksum".into(),
            arguments: std::collections::BTreeMap::new(),
        };
        findings.add(&finding).unwrap();
        findings
    }

    fn refuses(rule: RejectOn, accepted: Accepted, remark: bool, severity: Severity) -> bool {
        let settings = Policy { reject_on: rule, accepted, ..Policy::default() };
        policy(&settings, remark, &findings(severity)).is_some()
    }

    #[test]
    fn only_errors_that_still_count_refuse() {
        use Accepted::{Honour, Ignore};
        assert!(refuses(RejectOn::Error, Honour, false, Severity::Error));
        assert!(refuses(RejectOn::Error, Ignore, true, Severity::Error));
        assert!(!refuses(RejectOn::Error, Honour, true, Severity::Error));
        assert!(!refuses(RejectOn::Error, Honour, false, Severity::Warning));
        assert!(!refuses(RejectOn::Never, Ignore, false, Severity::Error));
    }

    #[test]
    fn a_refusal_names_rule_and_place() {
        let settings = Policy { reject_on: RejectOn::Error, ..Policy::default() };
        let grounds = policy(&settings, false, &findings(Severity::Error)).unwrap();
        assert!(!grounds.safe_to_resend);
        let json: serde_json::Value = serde_json::from_str(&reasons_json(&grounds)).unwrap();
        assert_eq!((&json[0]["code"], &json[0]["place"]), (&"LEAF-04".into(), &"m3/a.pdf".into()));
    }

    #[test]
    fn what_does_not_open_is_refused_and_may_come_again_but_a_busy_disk_refuses_nothing() {
        let rotten = unopened(&OpeningError::Rotten("segment 3".into())).unwrap();
        assert_eq!(Code::from_name(&rotten.reasons[0].code), Some(Code::Storage));
        assert!(rotten.safe_to_resend);
        let kid = crypto::wrap::Kid::from_str(&"ab".repeat(16)).unwrap();
        let unopenable = unopened(&OpeningError::Unopenable(OpenError::NoRecipient { kid })).unwrap();
        assert_eq!(Code::from_name(&unopenable.reasons[0].code), Some(Code::Unopenable));
        let busy = std::io::Error::other("busy");
        assert!(unopened(&OpeningError::Io(OpenError::Read(busy))).is_none());
        assert!(unopened(&OpeningError::Digests).is_none());
    }
}
