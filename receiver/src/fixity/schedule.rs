//! When everything is read again without anybody asking: once something was neither verified nor read for so many days.

use crate::clock::Moment;
use crate::config::places::Config;
use crate::registry::database::Registry;
use crate::registry::entity::sweep;
use crate::registry::error::RegistryError;
use crate::registry::fixity::Asked;

/// Asks for the sweep that is due; none when none is.
///
/// # Errors
/// When the registry fails.
pub async fn due(
    registry: &Registry,
    config: &Config,
    now: Moment,
) -> Result<Option<sweep::Model>, RegistryError> {
    let fixity = &config.settings.fixity;
    if fixity.every_days == 0 {
        return Ok(None);
    }
    let since = Moment(now.0.saturating_sub(i64::from(fixity.every_days) * DAY));
    if !registry.has_unchecked_since(since).await? {
        return Ok(None);
    }
    let asked = Asked { number: None, rate: fixity.rate, scheduled: true };
    registry.ask_sweep(&asked, now).await.map(Some)
}

/// Milliseconds.
const DAY: i64 = 86_400_000;
