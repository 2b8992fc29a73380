//! Rows of the registry as the messages that speak of them.

use transfer::message::part::{Phase, Receipt, ReceiptKind, Stage, State as Standing};
use transfer::receiver::Refused;
use transfer::reject::{Code, Reason};

use crate::clock::Moment;
use crate::registry::entity::receipt::Kind;
use crate::registry::entity::{receipt, submission};
use crate::registry::state::State;

/// A receipt on its way.
pub fn on_wire(row: &receipt::Model) -> Receipt {
    let kind = match row.kind {
        Kind::Offer => ReceiptKind::Offer,
        Kind::Delivered => ReceiptKind::Delivered,
        Kind::Verified => ReceiptKind::Verified,
        Kind::Registered => ReceiptKind::Registered,
        Kind::Refused => ReceiptKind::Refused,
    };
    Receipt { kind, cose: row.cose.clone() }
}

/// How far an accepted offer is.
pub fn stage(state: State) -> Stage {
    match state {
        State::Offered | State::Receiving => Stage::Receiving,
        State::Delivered | State::Verified => Stage::Delivered,
        State::Registered | State::Refused | State::Superseded | State::Expired => Stage::Closed,
    }
}

/// What the desk is doing with a delivered submission, with bytes done and in all.
pub fn phase(row: &submission::Model) -> Option<(Phase, u64, u64)> {
    if !matches!(row.state, State::Delivered | State::Verified) {
        return None;
    }
    let phase = match row.phase.as_deref() {
        Some("verify") => Phase::Verify,
        Some("backup") => Phase::Backup,
        Some("register") => Phase::Register,
        _ => Phase::Waiting,
    };
    Some((phase, unsigned(row.phase_done), unsigned(row.phase_total)))
}

/// How a submission stands, for the one who asks.
pub fn of(row: &submission::Model) -> Standing {
    Standing {
        number: row.number.clone(),
        state: row.state.name().to_owned(),
        application: row.application.clone(),
        sequence: row.sequence.clone(),
        manifest_root: crypto::hex::array(&row.manifest_root).unwrap_or_default(),
        package_digest: row.package_digest.as_deref().and_then(|digest| crypto::hex::array(digest).ok()),
        files: row.files.map(unsigned),
        bytes: row.bytes.map(unsigned),
        offered_at: Moment(row.offered_at).seconds(),
        delivered_at: row.delivered_at.map(|at| Moment(at).seconds()),
        closed_at: row.registered_at.or(row.refused_at).map(|at| Moment(at).seconds()),
        segments_durable: segments_durable(row),
        segments: u32::try_from(row.segments).unwrap_or_default(),
        phase: phase(row).map(|(phase, ..)| phase),
        safe_to_resend: safe_to_resend(row.state),
    }
}

/// The end of a submission that needs no receipt: a newer root took its place, or its time is over.
pub fn ended(row: &submission::Model) -> Option<Refused> {
    let (code, text, safe_to_resend) = match row.state {
        State::Superseded => (Code::Superseded, "a newer dossier of this sequence took its place", false),
        State::Expired => (Code::OfferExpired, "the offer lapsed; offer it again", true),
        _ => return None,
    };
    Some(Refused { reason: Reason::new(code, text), receipt: None, missing: None, safe_to_resend })
}

/// Whether sending the same dossier again is safe: nothing of it has been judged or is being judged.
fn safe_to_resend(state: State) -> bool {
    matches!(state, State::Offered | State::Receiving | State::Expired)
}

fn segments_durable(row: &submission::Model) -> u32 {
    if !row.state.open() && row.package_digest.is_some() {
        return u32::try_from(row.segments).unwrap_or_default();
    }
    // The registry counts bytes, and is told about them now and then: a lower bound.
    u32::try_from(unsigned(row.received) >> 20).unwrap_or_default()
}

fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}
