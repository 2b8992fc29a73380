//! Questions of an applicant beside the transfer: one at a time, answered by the driver when it can.

use super::{Order, Receiver};
use crate::message::part::{Receipt, State as Standing};
use crate::message::to_applicant::ToApplicant;
use crate::reject::Reason;

/// What was asked and not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Status,
    Receipts,
    Renew,
}

impl Receiver {
    /// Answers a question for the state.
    pub fn state(&mut self, standing: Standing) {
        if self.answers(Question::Status) {
            self.say(ToApplicant::State { state: standing });
        }
    }

    /// Answers a question for the receipts: all of them in order, then the state.
    pub fn receipts(&mut self, receipts: Vec<Receipt>, standing: Standing) {
        if self.answers(Question::Receipts) {
            for receipt in receipts {
                self.say(ToApplicant::Receipt { receipt });
            }
            self.say(ToApplicant::State { state: standing });
        }
    }

    /// Answers a request for a certificate: leaf first, DER.
    pub fn renewed(&mut self, chain: Vec<Vec<u8>>) {
        if self.answers(Question::Renew) {
            self.say(ToApplicant::Renewed { chain: chain.into_iter().map(Into::into).collect() });
        }
    }

    /// Answers the question at hand with a reason why not; the session goes on.
    pub fn fault(&mut self, reason: Reason) {
        if self.question.take().is_some() {
            self.say(ToApplicant::Fault { reason });
        }
    }

    pub(super) fn ask(&mut self, question: Question, order: Order) {
        if self.question.is_some() {
            return self.violation("a question before the answer to the last one");
        }
        self.question = Some(question);
        self.orders.push_back(order);
    }

    /// Whether this answers the question at hand; if so it is settled.
    fn answers(&mut self, question: Question) -> bool {
        self.question.take_if(|asked| *asked == question).is_some()
    }
}
