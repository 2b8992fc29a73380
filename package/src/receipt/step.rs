//! A submission as its receipts show it, for those who read them one after another.

use super::Receipt;
use super::body::Kind;
use super::link::{LinkError, order};
use super::state::{Delivered, Offered, Refused, Registered, Verified};

/// The state that the last receipt proves.
#[derive(Clone, Debug)]
pub enum Step {
    /// After R0.
    Offered(Offered),
    /// After R1.
    Delivered(Delivered),
    /// After R2.
    Verified(Verified),
    /// After R3, registered.
    Registered(Registered),
    /// After R3, refused.
    Refused(Refused),
}

impl Step {
    /// Takes the first receipt of a package: an offer, or its refusal.
    ///
    /// # Errors
    /// When it is another receipt.
    pub fn first(receipt: Receipt) -> Result<Self, LinkError> {
        match receipt.kind() {
            Kind::Refused => Refused::read(receipt).map(Self::Refused),
            _ => Offered::read(receipt).map(Self::Offered),
        }
    }

    /// Takes the next receipt.
    ///
    /// # Errors
    /// When it does not follow.
    pub fn next(&self, receipt: Receipt) -> Result<Self, LinkError> {
        let refused = receipt.kind() == Kind::Refused;
        match self {
            Self::Offered(offered) if refused => offered.refused(receipt).map(Self::Refused),
            Self::Offered(offered) => offered.delivered(receipt).map(Self::Delivered),
            Self::Delivered(delivered) if refused => delivered.refused(receipt).map(Self::Refused),
            Self::Delivered(delivered) => delivered.verified(receipt).map(Self::Verified),
            Self::Verified(verified) if refused => verified.refused(receipt).map(Self::Refused),
            Self::Verified(verified) => verified.registered(receipt).map(Self::Registered),
            Self::Registered(_) => Err(order(Kind::Registered, &receipt)),
            Self::Refused(_) => Err(order(Kind::Refused, &receipt)),
        }
    }

    /// Takes all receipts of a package in any order and proves every link.
    ///
    /// # Errors
    /// When one does not follow the one before it. `Ok(None)` when there are none.
    pub fn of(mut receipts: Vec<Receipt>) -> Result<Option<Self>, LinkError> {
        receipts.sort_by_key(Receipt::kind);
        let mut step: Option<Self> = None;
        for receipt in receipts {
            step = Some(match step {
                None => Self::first(receipt)?,
                Some(before) => before.next(receipt)?,
            });
        }
        Ok(step)
    }

    /// Shows the last receipt.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        match self {
            Self::Offered(state) => state.receipt(),
            Self::Delivered(state) => state.receipt(),
            Self::Verified(state) => state.receipt(),
            Self::Registered(state) => state.receipt(),
            Self::Refused(state) => state.receipt(),
        }
    }
}
