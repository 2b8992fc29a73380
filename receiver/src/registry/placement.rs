//! The steps that carry out a judgement on an offer, each inside the offer's transaction.

use super::database::Write;
use super::entity::{counter, occupation, package, receipt, submission};
use super::error::RegistryError;
use super::life::Known;
use super::log::Event;
use super::offer::{Offer, OfferOutcome, Reserved, unsigned};
use super::signing::{Earlier, Facts, SigningError};
use super::state::State;
use crate::clock::Moment;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select, Set,
};

impl Write {
    /// Looks up what the registry knows about an offer.
    pub(super) async fn known(&self, offer: &Offer) -> Result<Known, RegistryError> {
        let tx = &self.tx;
        let same_root = place(offer).filter(submission::Column::ManifestRoot.eq(&offer.manifest_root));
        let others = place(offer)
            .filter(submission::Column::ManifestRoot.ne(&offer.manifest_root))
            .order_by_desc(submission::Column::Number)
            .all(tx)
            .await?;
        let key = (offer.organisation.clone(), offer.application.clone(), offer.sequence.clone());
        let holder = occupation::Entity::find_by_id(key).one(tx).await?;
        let refused = others.iter().find(|row| row.state == State::Refused);
        Ok(Known {
            package: package::Entity::find_by_id(&offer.package).one(tx).await?,
            same_root: same_root.one(tx).await?,
            holder: holder.map(|row| row.number),
            refused: refused.map(|row| row.number.clone()),
            yielding: others.into_iter().filter(|row| row.state.yields()).map(|row| row.number).collect(),
        })
    }

    /// Sums what is promised to submissions on their way, without those that are leaving.
    pub(super) async fn reserved(
        &self,
        organisation: &str,
        leaving: &[String],
    ) -> Result<Reserved, RegistryError> {
        let rows = submission::Entity::find()
            .filter(submission::Column::State.is_in(State::ALL.into_iter().filter(|state| state.reserves())))
            .filter(submission::Column::Number.is_not_in(leaving))
            .all(&self.tx)
            .await?;
        let mut sum = Reserved::default();
        for row in rows {
            sum.packages += unsigned(row.package_len - row.received);
            sum.bags += unsigned(row.plaintext_len);
            if row.organisation == organisation {
                sum.organisation += unsigned(row.package_len);
            }
        }
        Ok(sum)
    }

    pub(super) async fn stored(&self, number: &str) -> Result<OfferOutcome, RegistryError> {
        let submission = Box::new(self.submission(number).await?);
        let receipts = self.receipts_of(&submission.package).await?;
        Ok(OfferOutcome::Stored { submission, receipts })
    }

    pub(super) async fn resume(
        &mut self,
        offer: &Offer,
        number: &str,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<OfferOutcome, RegistryError> {
        let mut row = self.submission(number).await?;
        row.carrier.clone_from(&offer.carrier);
        row.expires_at = offer.expires.0;
        row.progress_at = now.0;
        self.save(&row).await?;
        let receipt = self.receipt(receipt::Kind::Offer, &row, None, now, sign).await?;
        Ok(OfferOutcome::Open { submission: Box::new(row), receipt, resumed: true, superseded: vec![] })
    }

    /// Receives a known root from the start, under its old number and a new epoch.
    pub(super) async fn again(
        &mut self,
        offer: &Offer,
        number: &str,
        supersede: Vec<String>,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<OfferOutcome, RegistryError> {
        let old = self.submission(number).await?;
        let row = submission::Model {
            epoch: old.epoch + 1,
            attempt: old.attempt,
            earlier: old.earlier.clone(),
            offered_at: old.offered_at,
            ..offer.row(number, now)
        };
        let event = Event::new("taken-over", number)
            .with("state", old.state.name())
            .with("package", &offer.package)
            .with("epoch", row.epoch.to_string());
        self.append(&event, now).await?;
        self.open(row, Some(old.epoch), supersede, None, now, sign).await
    }

    /// Gives a new number.
    pub(super) async fn fresh(
        &mut self,
        offer: &Offer,
        supersede: Vec<String>,
        earlier: Option<String>,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<OfferOutcome, RegistryError> {
        let number = self.next_number(now).await?;
        let row = submission::Model { earlier: earlier.clone(), ..offer.row(&number, now) };
        let mut event = Event::new("offer", &number)
            .with("organisation", &offer.organisation)
            .with("application", &offer.application)
            .with("sequence", &offer.sequence)
            .with("manifest_root", &offer.manifest_root);
        if let Some(earlier) = &earlier {
            event = event.with("earlier", earlier);
        }
        self.append(&event, now).await?;
        let earlier = match earlier {
            Some(number) => Some(self.cite(&number).await?),
            None => None,
        };
        self.open(row, None, supersede, earlier, now, sign).await
    }

    /// Refuses a root whose place is held, with a receipt that cites the holder.
    pub(super) async fn occupied(
        &mut self,
        offer: &Offer,
        holder: &str,
        number: Option<String>,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<OfferOutcome, RegistryError> {
        let earlier = self.cite(holder).await?;
        let old = match number {
            Some(number) => Some(self.submission(&number).await?),
            None => None,
        };
        let number = match &old {
            Some(old) => old.number.clone(),
            None => self.next_number(now).await?,
        };
        let row = submission::Model {
            epoch: old.as_ref().map_or(1, |old| old.epoch + 1),
            offered_at: old.as_ref().map_or(now.0, |old| old.offered_at),
            state: State::Refused,
            earlier: Some(holder.to_owned()),
            refused_at: Some(now.0),
            ..offer.row(&number, now)
        };
        self.place_row(&row, old.map(|old| old.epoch)).await?;
        let event = Event::new("refusal", &number).with("stage", "offer").with("earlier", holder);
        self.append(&event, now).await?;
        let receipt = self.receipt(receipt::Kind::Refused, &row, Some(earlier.clone()), now, sign).await?;
        Ok(OfferOutcome::Occupied { submission: Box::new(row), receipt, earlier })
    }

    async fn open(
        &mut self,
        row: submission::Model,
        old_epoch: Option<i64>,
        superseded: Vec<String>,
        earlier: Option<Earlier>,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<OfferOutcome, RegistryError> {
        for number in &superseded {
            self.supersede(number, &row.number, now).await?;
        }
        self.place_row(&row, old_epoch).await?;
        let receipt = self.receipt(receipt::Kind::Offer, &row, earlier, now, sign).await?;
        Ok(OfferOutcome::Open { submission: Box::new(row), receipt, resumed: false, superseded })
    }

    async fn supersede(&mut self, number: &str, by: &str, now: Moment) -> Result<(), RegistryError> {
        let row = self.submission(number).await?;
        self.save(&submission::Model { state: State::Superseded, ..row }).await?;
        self.append(&Event::new("superseded", number).with("by", by), now).await?;
        Ok(())
    }

    async fn place_row(&self, row: &submission::Model, old_epoch: Option<i64>) -> Result<(), RegistryError> {
        match old_epoch {
            Some(epoch) => self.save_from(row, epoch).await?,
            None => {
                row.clone().into_active_model().insert(&self.tx).await?;
            }
        }
        if package::Entity::find_by_id(&row.package).one(&self.tx).await?.is_none() {
            let bound = package::Model {
                id: row.package.clone(),
                number: row.number.clone(),
                header_sha256: row.header_sha256.clone(),
                statement_sha256: row.statement_sha256.clone(),
                package_digest: None,
                offered_at: row.progress_at,
            };
            bound.into_active_model().insert(&self.tx).await?;
        }
        Ok(())
    }

    /// Cites an earlier submission by its last receipt.
    pub(super) async fn cite(&self, number: &str) -> Result<Earlier, RegistryError> {
        let row = self.submission(number).await?;
        let last = self.receipts_of(&row.package).await?.pop();
        Ok(Earlier { number: row.number, receipt_sha256: last.map(|receipt| receipt.digest) })
    }

    /// The next number of this year, as `CDE-2026-000001`.
    async fn next_number(&self, now: Moment) -> Result<String, RegistryError> {
        let code = self.code.as_ref();
        let year = year(self.time(now));
        let name = format!("number-{year}");
        let value = match counter::Entity::find_by_id(&name).one(&self.tx).await? {
            None => {
                counter::Model { name, value: 1 }.into_active_model().insert(&self.tx).await?;
                1
            }
            Some(row) => {
                let value = row.value + 1;
                let mut row = row.into_active_model();
                row.value = Set(value);
                row.update(&self.tx).await?;
                value
            }
        };
        Ok(format!("{code}-{year}-{value:06}"))
    }
}

fn place(offer: &Offer) -> Select<submission::Entity> {
    submission::Entity::find()
        .filter(submission::Column::Organisation.eq(&offer.organisation))
        .filter(submission::Column::Application.eq(&offer.application))
        .filter(submission::Column::Sequence.eq(&offer.sequence))
}

fn year(moment: Moment) -> i16 {
    let stamp = jiff::Timestamp::from_millisecond(moment.0).unwrap_or_default();
    stamp.to_zoned(jiff::tz::TimeZone::UTC).year()
}
