//! What people and roles ask the registry: reads only.

use super::database::Registry;
use super::entity::{event, occupation, package, receipt, submission};
use super::error::RegistryError;
use super::rows;
use super::state::State;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Which submissions to list; nothing set means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<State>,
    /// Only of this application.
    pub application: Option<String>,
    /// Only of this organisation.
    pub organisation: Option<String>,
}

impl Registry {
    /// One submission.
    ///
    /// # Errors
    /// [`RegistryError::Unknown`] when there is none of this number.
    pub async fn submission(&self, number: &str) -> Result<submission::Model, RegistryError> {
        rows::find(&self.db, number).await
    }

    /// Submissions in the order of their numbers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn submissions(&self, filter: &Filter) -> Result<Vec<submission::Model>, RegistryError> {
        let mut find = submission::Entity::find().order_by_asc(submission::Column::Number);
        if let Some(state) = filter.state {
            find = find.filter(submission::Column::State.eq(state));
        }
        if let Some(application) = &filter.application {
            find = find.filter(submission::Column::Application.eq(application));
        }
        if let Some(organisation) = &filter.organisation {
            find = find.filter(submission::Column::Organisation.eq(organisation));
        }
        Ok(find.all(&self.db).await?)
    }

    /// The number that was given last; none before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_number(&self) -> Result<Option<String>, RegistryError> {
        let last = submission::Entity::find().order_by_desc(submission::Column::OfferedAt);
        let last = last.order_by_desc(submission::Column::Number).one(&self.db).await?;
        Ok(last.map(|row| row.number))
    }

    /// The receipts of the package that counts now, in order.
    ///
    /// # Errors
    /// [`RegistryError::Unknown`] when there is no such submission.
    pub async fn receipts(&self, number: &str) -> Result<Vec<receipt::Model>, RegistryError> {
        let row = self.submission(number).await?;
        rows::receipts_of(&self.db, &row.package).await
    }

    /// Receipts from a position of the log on, at most `limit`: for files that are still to be made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receipts_from(
        &self,
        position: i64,
        limit: u64,
    ) -> Result<Vec<receipt::Model>, RegistryError> {
        let find = receipt::Entity::find()
            .filter(receipt::Column::Position.gte(position))
            .order_by_asc(receipt::Column::Position);
        Ok(sea_orm::QuerySelect::limit(find, limit).all(&self.db).await?)
    }

    /// The number of the submission that holds a place; none while no R2 was given for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn holder(&self, row: &submission::Model) -> Result<Option<String>, RegistryError> {
        let place = (row.organisation.clone(), row.application.clone(), row.sequence.clone());
        Ok(occupation::Entity::find_by_id(place).one(&self.db).await?.map(|held| held.number))
    }

    /// Submissions that were delivered once and ended without R2.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn displaced(&self) -> Result<Vec<submission::Model>, RegistryError> {
        let ended = [State::Superseded, State::Expired, State::Refused];
        let find = submission::Entity::find()
            .filter(submission::Column::State.is_in(ended))
            .filter(submission::Column::DeliveredAt.is_not_null());
        Ok(find.all(&self.db).await?)
    }

    /// A package that was offered before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn package(&self, id: &str) -> Result<Option<package::Model>, RegistryError> {
        Ok(package::Entity::find_by_id(id).one(&self.db).await?)
    }

    /// The events of one subject, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events(&self, subject: &str) -> Result<Vec<event::Model>, RegistryError> {
        let find = event::Entity::find()
            .filter(event::Column::Subject.eq(subject))
            .order_by_asc(event::Column::Position);
        Ok(find.all(&self.db).await?)
    }
}
