//! States are receipts are types: `Offered → Delivered → Verified → Registered`, or `Refused` at any stage.
//!
//! Each type holds a signed receipt and can be made only from the one before: by signing it (the centre), or by
//! reading the receipt that claims to follow and proving that it does (applicant, archivist, the centre after a
//! crash). What is read must have been [trusted](super::Receipt::trust) on its own: links do not replace signatures.
//!
//! A receipt is never older than the one it follows, also when the clock was set back in between.

use super::body::{Body, Kind, Size};
use super::filing::Filing;
use super::issuer::{DeskIssuer, IntakeIssuer, Issuer};
use super::link::{LinkError, first, follows, order, refused_at, same_package};
use super::refusal::{Grounds, Stage};
use super::verification::Verification;
use super::{Payload, Receipt, ReceiptError};
use crate::identity::{Carrier, PackageDigest};
use crate::time::UtcTime;

/// R0: offered, under a number, space reserved.
#[derive(Clone, Debug)]
pub struct Offered {
    receipt: Receipt,
    size: Size,
}

/// R1: every segment is durable.
#[derive(Clone, Debug)]
pub struct Delivered {
    receipt: Receipt,
    package_digest: PackageDigest,
}

/// R2: opened, proven, checked, copied.
#[derive(Clone, Debug)]
pub struct Verified {
    receipt: Receipt,
    package_digest: PackageDigest,
}

/// R3: registered.
#[derive(Clone, Debug)]
pub struct Registered {
    receipt: Receipt,
}

/// R3: refused.
#[derive(Clone, Debug)]
pub struct Refused {
    receipt: Receipt,
}

impl Offered {
    /// Signs R0. The space for `size` is reserved before this is called.
    ///
    /// # Errors
    /// When the filing is another centre's or signing fails.
    pub fn issue(
        issuer: &IntakeIssuer,
        filing: Filing,
        carrier: Carrier,
        size: Size,
        now: UtcTime,
    ) -> Result<Self, ReceiptError> {
        let payload = Payload { filing, time: now, after: None, carrier, body: Body::Offer(size) };
        Ok(Self::read(Receipt::issue(issuer.issuer(), &payload)?)?)
    }

    /// Reads R0 back.
    ///
    /// # Errors
    /// When it is not the first receipt of a package.
    pub fn read(receipt: Receipt) -> Result<Self, LinkError> {
        let Body::Offer(size) = *receipt.body() else { return Err(order(None, &receipt)) };
        first(&receipt)?;
        Ok(Self { receipt, size })
    }

    /// Signs R1. Every segment is durable before this is called; `carrier` brought the last of them.
    ///
    /// # Errors
    /// When signing fails.
    pub fn deliver(
        &self,
        issuer: &IntakeIssuer,
        carrier: Carrier,
        package_digest: PackageDigest,
        now: UtcTime,
    ) -> Result<Delivered, ReceiptError> {
        let mut payload = after(&self.receipt, Body::Delivered(self.size, package_digest), now);
        payload.carrier = carrier;
        Ok(self.delivered(Receipt::issue(issuer.issuer(), &payload)?)?)
    }

    /// Reads R1 back.
    ///
    /// # Errors
    /// When the receipt does not follow this one.
    pub fn delivered(&self, receipt: Receipt) -> Result<Delivered, LinkError> {
        let Body::Delivered(size, package_digest) = *receipt.body() else {
            return Err(order(Kind::Offer, &receipt));
        };
        follows(&self.receipt, &receipt)?;
        if size != self.size {
            return Err(LinkError::OtherSize);
        }
        Ok(Delivered { receipt, package_digest })
    }

    /// Signs the refusal in place of R1.
    ///
    /// # Errors
    /// When there is no reason or signing fails.
    pub fn refuse(
        &self,
        issuer: &IntakeIssuer,
        grounds: Grounds,
        now: UtcTime,
    ) -> Result<Refused, ReceiptError> {
        let body = grounds.at(Stage::Delivery, None);
        Ok(self.refused(next(&self.receipt, issuer.issuer(), body, now)?)?)
    }

    /// Reads that refusal back.
    ///
    /// # Errors
    /// When the receipt does not follow this one.
    pub fn refused(&self, receipt: Receipt) -> Result<Refused, LinkError> {
        refused_at(Stage::Delivery, Some(Kind::Offer), &receipt)?;
        follows(&self.receipt, &receipt)?;
        Ok(Refused { receipt })
    }

    /// Says how much was offered.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }
}

impl Delivered {
    /// Signs R2. Everything in `verification` has happened before this is called.
    ///
    /// # Errors
    /// When `verification` is about another package, names no copy, or signing fails.
    pub fn verify(
        &self,
        issuer: &DeskIssuer,
        verification: Verification,
        now: UtcTime,
    ) -> Result<Verified, ReceiptError> {
        let body = Body::Verified(Box::new(verification));
        Ok(self.verified(next(&self.receipt, issuer.issuer(), body, now)?)?)
    }

    /// Reads R2 back.
    ///
    /// # Errors
    /// When the receipt does not follow this one.
    pub fn verified(&self, receipt: Receipt) -> Result<Verified, LinkError> {
        if receipt.kind() != Kind::Verified {
            return Err(order(Kind::Delivered, &receipt));
        }
        follows(&self.receipt, &receipt)?;
        same_package(self.package_digest, &receipt)?;
        Ok(Verified { receipt, package_digest: self.package_digest })
    }

    /// Signs the refusal in place of R2.
    ///
    /// # Errors
    /// When there is no reason or signing fails.
    pub fn refuse(
        &self,
        issuer: &DeskIssuer,
        grounds: Grounds,
        now: UtcTime,
    ) -> Result<Refused, ReceiptError> {
        let body = grounds.at(Stage::Verification, Some(self.package_digest));
        Ok(self.refused(next(&self.receipt, issuer.issuer(), body, now)?)?)
    }

    /// Reads that refusal back.
    ///
    /// # Errors
    /// When the receipt does not follow this one.
    pub fn refused(&self, receipt: Receipt) -> Result<Refused, LinkError> {
        refused_at(Stage::Verification, Some(Kind::Delivered), &receipt)?;
        follows(&self.receipt, &receipt)?;
        same_package(self.package_digest, &receipt)?;
        Ok(Refused { receipt })
    }

    /// Names the delivered package.
    #[must_use]
    pub fn package_digest(&self) -> PackageDigest {
        self.package_digest
    }
}

impl Verified {
    /// Signs R3. The registry committed at `registered_at` before this is called.
    ///
    /// # Errors
    /// When signing fails.
    pub fn register(
        &self,
        issuer: &DeskIssuer,
        registered_at: UtcTime,
        now: UtcTime,
    ) -> Result<Registered, ReceiptError> {
        let body = Body::Registered { package_digest: self.package_digest, registered_at };
        Ok(self.registered(next(&self.receipt, issuer.issuer(), body, now)?)?)
    }

    /// Reads R3 back.
    ///
    /// # Errors
    /// When the receipt does not follow this one.
    pub fn registered(&self, receipt: Receipt) -> Result<Registered, LinkError> {
        if receipt.kind() != Kind::Registered {
            return Err(order(Kind::Verified, &receipt));
        }
        follows(&self.receipt, &receipt)?;
        same_package(self.package_digest, &receipt)?;
        Ok(Registered { receipt })
    }

    /// Signs the refusal in place of the registration.
    ///
    /// # Errors
    /// When there is no reason or signing fails.
    pub fn refuse(
        &self,
        issuer: &DeskIssuer,
        grounds: Grounds,
        now: UtcTime,
    ) -> Result<Refused, ReceiptError> {
        let body = grounds.at(Stage::Registration, Some(self.package_digest));
        Ok(self.refused(next(&self.receipt, issuer.issuer(), body, now)?)?)
    }

    /// Reads that refusal back.
    ///
    /// # Errors
    /// When the receipt does not follow this one.
    pub fn refused(&self, receipt: Receipt) -> Result<Refused, LinkError> {
        refused_at(Stage::Registration, Some(Kind::Verified), &receipt)?;
        follows(&self.receipt, &receipt)?;
        same_package(self.package_digest, &receipt)?;
        Ok(Refused { receipt })
    }
}

impl Refused {
    /// Signs the refusal in place of R0.
    ///
    /// # Errors
    /// When the filing is another centre's, there is no reason, or signing fails.
    pub fn issue(
        issuer: &IntakeIssuer,
        filing: Filing,
        carrier: Carrier,
        grounds: Grounds,
        now: UtcTime,
    ) -> Result<Self, ReceiptError> {
        let body = grounds.at(Stage::Offer, None);
        let payload = Payload { filing, time: now, after: None, carrier, body };
        Ok(Self::read(Receipt::issue(issuer.issuer(), &payload)?)?)
    }

    /// Reads the refusal of an offer back.
    ///
    /// # Errors
    /// When it is no refusal, or follows a receipt.
    pub fn read(receipt: Receipt) -> Result<Self, LinkError> {
        refused_at(Stage::Offer, None, &receipt)?;
        first(&receipt)?;
        Ok(Self { receipt })
    }
}

macro_rules! receipts {
    ($($state:ident),+) => {$(
        impl $state {
            /// Shows the receipt that proves this state.
            #[must_use]
            pub fn receipt(&self) -> &Receipt {
                &self.receipt
            }
        }
    )+};
}

receipts!(Offered, Delivered, Verified, Registered, Refused);

fn next(before: &Receipt, issuer: &Issuer, body: Body, now: UtcTime) -> Result<Receipt, ReceiptError> {
    Receipt::issue(issuer, &after(before, body, now))
}

fn after(before: &Receipt, body: Body, now: UtcTime) -> Payload {
    Payload {
        filing: before.filing().clone(),
        time: now.max(before.time()),
        after: Some(before.digest()),
        carrier: before.carrier().clone(),
        body,
    }
}
