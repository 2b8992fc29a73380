//! A copy of the embedded database while it is in use.

use super::database::Registry;
use super::error::RegistryError;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::path::Path;

impl Registry {
    /// Writes the whole registry, as it is at one moment, into a file that is not there yet. A server's database is
    /// copied by the server's own tools: then no file is written and the answer is `false`.
    ///
    /// # Errors
    /// When the database fails, or the file is there or cannot be written.
    pub async fn snapshot(&self, target: &Path) -> Result<bool, RegistryError> {
        if self.is_server() {
            return Ok(false);
        }
        let target = target.to_string_lossy().into_owned();
        let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [target.into()]);
        self.db.execute_raw(copy).await?;
        Ok(true)
    }
}
