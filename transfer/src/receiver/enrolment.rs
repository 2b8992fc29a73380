//! The session of a peer without a certificate: it can greet and redeem an invitation, and nothing else.

use crate::message::to_applicant::ToApplicant;
use crate::message::to_centre::ToCentre;
use crate::reject::{Code, Reason};
use crate::version;

/// The centre's session machine for one connection on the enrolment protocol. Each message heard gives at most one answer.
#[derive(Debug)]
pub struct Enrolment {
    card: Vec<u8>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Ready,
    Redeeming,
    Closed,
}

/// What the driver has to do with a message of a newcomer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Say this and go on hearing.
    Say(ToApplicant),
    /// Judge the invitation and have the certificates signed; then say [`ToApplicant::Enrolled`] or a fault, and close.
    Redeem(Request),
    /// Say this and close.
    Close(ToApplicant),
}

/// An invitation on its way back, with what is to be certified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Secret of the invitation.
    pub token: Vec<u8>,
    /// PKCS#10 request for the TLS certificate, DER.
    pub tls_request: Vec<u8>,
    /// PKCS#10 request for the signing certificate, DER.
    pub signing_request: Vec<u8>,
    /// HPKE number of the encryption key.
    pub kem: u16,
    /// The applicant's public encryption key.
    pub public_key: Vec<u8>,
}

impl Enrolment {
    /// A session that will greet with this card.
    #[must_use]
    pub fn new(card: Vec<u8>) -> Self {
        Self { card, state: State::New }
    }

    /// Takes a message of the newcomer. `time` is the centre's clock, seconds since the epoch.
    pub fn hear(&mut self, message: ToCentre, time: u64) -> Answer {
        match (self.state, message) {
            (State::New, ToCentre::Hello { newest, oldest, .. }) => self.greet(oldest, newest, time),
            (State::Ready, ToCentre::Enrol { token, tls_request, signing_request, kem, public_key }) => {
                self.state = State::Redeeming;
                Answer::Redeem(Request { token, tls_request, signing_request, kem, public_key })
            }
            _ => self.close(Code::Order, "only a greeting and one invitation are heard here"),
        }
    }

    fn greet(&mut self, oldest: u32, newest: u32, time: u64) -> Answer {
        let Some(protocol) = version::agree(oldest, newest) else {
            let ours = format!("this centre speaks protocol {} to {}", version::OLDEST, version::NEWEST);
            return self.close(Code::Version, &ours);
        };
        self.state = State::Ready;
        Answer::Say(ToApplicant::Hello { protocol, card: std::mem::take(&mut self.card), time, log: None })
    }

    fn close(&mut self, code: Code, message: &str) -> Answer {
        self.state = State::Closed;
        Answer::Close(ToApplicant::Fault { reason: Reason::new(code, message) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello() -> ToCentre {
        ToCentre::Hello { newest: 1, oldest: 1, program: "test".into(), language: "en".into(), log: None }
    }

    fn enrol() -> ToCentre {
        ToCentre::Enrol {
            token: vec![1],
            tls_request: vec![2],
            signing_request: vec![3],
            kem: 25722,
            public_key: vec![4],
        }
    }

    #[test]
    fn a_greeting_and_an_invitation_are_heard_once() {
        let mut session = Enrolment::new(vec![9]);
        assert_eq!(
            session.hear(hello(), 5),
            Answer::Say(ToApplicant::Hello { protocol: 1, card: vec![9], time: 5, log: None })
        );
        assert!(matches!(session.hear(enrol(), 5), Answer::Redeem(request) if request.token == [1]));
        assert!(matches!(session.hear(enrol(), 5), Answer::Close(_)));
    }

    #[test]
    fn anything_else_ends_the_session() {
        for message in [
            enrol(),
            ToCentre::Offer { head: vec![] },
            ToCentre::Status { number: "X-1".into() },
            ToCentre::Receipts { number: "X-1".into() },
            ToCentre::Renew { request: vec![] },
            ToCentre::Finish { package_digest: [0; 32] },
        ] {
            let mut session = Enrolment::new(vec![]);
            assert!(matches!(session.hear(message.clone(), 0), Answer::Close(_)), "{message:?}");
            let mut session = Enrolment::new(vec![]);
            session.hear(hello(), 0);
            let answer = session.hear(message.clone(), 0);
            assert!(matches!(answer, Answer::Close(_) | Answer::Redeem(_)), "{message:?}");
            assert!(matches!(answer, Answer::Redeem(_)) == matches!(message, ToCentre::Enrol { .. }));
        }
    }
}
