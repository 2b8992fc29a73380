//! What was delivered and went with the home before there was a second copy.

use std::path::Path;
use std::sync::Arc;

use crate::config::places::{self, Config};
use crate::registry::database::Registry;
use crate::registry::query::Filter;
use crate::registry::state::State;
use crate::store::local::Local;
use crate::store::{Name, Store, packages};

/// The numbers of delivered submissions whose package is in no store.
///
/// # Errors
/// When the registry, or a store, cannot be asked: then nobody knows what is gone.
pub(super) async fn of(
    copy: &Registry,
    config: &Config,
    backup: &Path,
) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let delivered = Filter { state: Some(State::Delivered), ..Filter::default() };
    let rows = copy.submissions(&delivered).await?;
    let mut gone = Vec::new();
    if rows.is_empty() {
        return Ok(gone);
    }
    let folders = [config.delivered(), backup.join(places::SEALED)];
    let mut stores: Vec<Arc<dyn Store>> = Vec::new();
    stores.extend(folders.map(|folder| Arc::new(Local::at("", &folder)) as Arc<dyn Store>));
    stores.push(packages::sealed(config)?);
    stores.push(packages::backup(config)?);
    for row in rows {
        let name = Name::package(&row.number);
        let mut held = false;
        for store in &stores {
            held = held || store.holds(&name)?;
        }
        gone.extend((!held).then_some(row.number));
    }
    Ok(gone)
}
