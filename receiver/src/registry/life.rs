//! The life of a submission: what an offer means, given what the registry already knows.
//!
//! A submission is (organisation, application, sequence, manifest root). This module decides and touches nothing;
//! `offer` looks up what is [`Known`], asks [`judge`], and carries the answer out in the same transaction.

use super::entity::{package, submission};
use super::offer::Offer;
use super::state::State;

/// What the registry knows about an offer's package, root and place.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The package id was seen before.
    pub package: Option<package::Model>,
    /// The same root was offered before, in the same place.
    pub same_root: Option<submission::Model>,
    /// Number of the submission that holds the place since its R2.
    pub holder: Option<String>,
    /// Other roots of the place that may still give way.
    pub yielding: Vec<String>,
    /// The last refused submission of the place.
    pub refused: Option<String>,
}

/// What an offer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// The package id is bound to another header or statement: refused, whoever asks.
    Reused,
    /// The same package again while it is arriving: it goes on.
    Resume {
        /// The submission.
        number: String,
    },
    /// The same root again after it was delivered or judged: the stored receipts, never a fresh verdict.
    Stored {
        /// The submission.
        number: String,
    },
    /// Another root holds the place since its R2.
    Occupied {
        /// The submission that holds it.
        holder: String,
        /// The number this root already has.
        number: Option<String>,
    },
    /// The same root once more, to be received from the start under its old number.
    Again {
        /// The submission.
        number: String,
        /// Other roots that give way.
        supersede: Vec<String>,
    },
    /// A root not seen before in this place.
    Fresh {
        /// Other roots that give way.
        supersede: Vec<String>,
        /// The refused submission it follows.
        earlier: Option<String>,
    },
}

/// Judges an offer.
pub fn judge(offer: &Offer, known: &Known) -> Judgement {
    if known.package.as_ref().is_some_and(|seen| !is_same_package(offer, seen)) {
        return Judgement::Reused;
    }
    let holder = known.holder.clone();
    match (&known.same_root, holder) {
        (Some(row), holder) => judge_same_root(offer, row, holder, known),
        (None, Some(holder)) => Judgement::Occupied { holder, number: None },
        (None, None) => {
            Judgement::Fresh { supersede: known.yielding.clone(), earlier: known.refused.clone() }
        }
    }
}

fn judge_same_root(
    offer: &Offer,
    row: &submission::Model,
    holder: Option<String>,
    known: &Known,
) -> Judgement {
    let number = row.number.clone();
    let same_package = row.package == offer.package;
    match (row.state, holder) {
        (State::Delivered | State::Verified | State::Registered, _) => Judgement::Stored { number },
        // A verdict on a proven root, or on this very package, stands. An unproven claim never blocks the true one.
        (State::Refused, _) if row.root_proven || same_package => Judgement::Stored { number },
        (_, Some(holder)) => Judgement::Occupied { holder, number: Some(number) },
        (State::Offered | State::Receiving, None) if same_package => Judgement::Resume { number },
        (_, None) => Judgement::Again { number, supersede: known.yielding.clone() },
    }
}

fn is_same_package(offer: &Offer, seen: &package::Model) -> bool {
    seen.header_sha256 == offer.header_sha256 && seen.statement_sha256 == offer.statement_sha256
}

#[cfg(test)]
mod tests {
    use super::super::offer::sample;
    use super::{Judgement, Known, judge};
    use crate::registry::entity::{package, submission};
    use crate::registry::state::State;

    #[test]
    fn first_offer_of_an_empty_place_is_fresh() {
        let judged = judge(&sample("r1", "p1"), &Known::default());
        assert_eq!(judged, Judgement::Fresh { supersede: vec![], earlier: None });
    }

    #[test]
    fn a_newer_root_supersedes_and_cites_the_refused_one() {
        let known = Known {
            yielding: vec!["CDE-2026-000002".into()],
            refused: Some("CDE-2026-000001".into()),
            ..Known::default()
        };
        let judged = judge(&sample("r2", "p2"), &known);
        let expected = Judgement::Fresh {
            supersede: vec!["CDE-2026-000002".into()],
            earlier: Some("CDE-2026-000001".into()),
        };
        assert_eq!(judged, expected);
    }

    #[test]
    fn a_package_id_under_another_header_is_refused_before_all_else() {
        let offer = sample("r1", "p1");
        let seen = package::Model {
            id: "p1".into(),
            number: "n".into(),
            header_sha256: "other".into(),
            statement_sha256: offer.statement_sha256.clone(),
            package_digest: None,
            offered_at: 0,
        };
        let known =
            Known { package: Some(seen), same_root: Some(row(State::Registered)), ..Known::default() };
        assert_eq!(judge(&offer, &known), Judgement::Reused);
    }

    #[test]
    fn every_state_of_the_same_root_has_its_answer() {
        let number = || "CDE-2026-000001".to_owned();
        let again = Judgement::Again { number: number(), supersede: vec![] };
        let stored = Judgement::Stored { number: number() };
        let resume = Judgement::Resume { number: number() };
        for (state, package, expected) in [
            (State::Offered, "p1", &resume),
            (State::Offered, "p2", &again),
            (State::Receiving, "p1", &resume),
            (State::Receiving, "p2", &again),
            (State::Delivered, "p1", &stored),
            (State::Delivered, "p2", &stored),
            (State::Verified, "p2", &stored),
            (State::Registered, "p2", &stored),
            (State::Refused, "p1", &stored),
            (State::Refused, "p2", &again),
            (State::Superseded, "p1", &again),
            (State::Expired, "p1", &again),
        ] {
            let known = Known { same_root: Some(row(state)), ..Known::default() };
            assert_eq!(&judge(&sample("r1", package), &known), expected, "{state:?} {package}");
        }
    }

    #[test]
    fn a_verdict_on_a_proven_root_is_never_given_afresh() {
        let proven = submission::Model { root_proven: true, ..row(State::Refused) };
        let known = Known { same_root: Some(proven), ..Known::default() };
        let expected = Judgement::Stored { number: "CDE-2026-000001".into() };
        assert_eq!(judge(&sample("r1", "p2"), &known), expected);
    }

    #[test]
    fn after_r2_another_root_finds_the_place_taken() {
        let holder = || Some("CDE-2026-000009".to_owned());
        let known = Known { holder: holder(), ..Known::default() };
        let expected = Judgement::Occupied { holder: "CDE-2026-000009".into(), number: None };
        assert_eq!(judge(&sample("r1", "p1"), &known), expected);
        for state in [State::Superseded, State::Expired] {
            let known = Known { holder: holder(), same_root: Some(row(state)), ..Known::default() };
            let expected = Judgement::Occupied {
                holder: "CDE-2026-000009".into(),
                number: Some("CDE-2026-000001".into()),
            };
            assert_eq!(judge(&sample("r1", "p1"), &known), expected, "{state:?}");
        }
    }

    fn row(state: State) -> submission::Model {
        let offer = sample("r1", "p1");
        submission::Model { state, ..offer.row("CDE-2026-000001", crate::clock::Moment(0)) }
    }
}
