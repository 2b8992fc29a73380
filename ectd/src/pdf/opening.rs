//! How a reader shows the file when it is opened (7.7.2, 12.2).

use lopdf::{Dictionary, Object};
use serde::{Deserialize, Serialize};

use super::destination::{Destinations, Landing};
use super::objects::{Objects, words};

/// The settings for opening; what is not set is left to the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Opening {
    /// `PageMode`, as `UseOutlines`.
    pub mode: Option<String>,
    /// `PageLayout`, as `SinglePage`.
    pub layout: Option<String>,
    /// A magnification is set.
    pub zoom: bool,
    /// The action on opening is something else than a jump within the file, as `JavaScript`.
    pub action: Option<String>,
}

impl Opening {
    pub(super) fn of<'a>(objects: Objects<'a>, destinations: &Destinations<'a>) -> Self {
        let Some(catalog) = objects.catalog() else { return Self::default() };
        let mut opening = Self {
            mode: objects.name(catalog, b"PageMode").map(words),
            layout: objects.name(catalog, b"PageLayout").map(words),
            ..Self::default()
        };
        match objects.get(catalog, b"OpenAction") {
            Some(Object::Dictionary(action)) => opening.act(action, objects, destinations),
            Some(destination) => opening.land(destinations.local(destination)),
            None => {}
        }
        opening
    }

    fn act<'a>(&mut self, action: &'a Dictionary, objects: Objects<'a>, destinations: &Destinations<'a>) {
        match (objects.name(action, b"S"), action.get(b"D")) {
            (Some(b"GoTo"), Ok(destination)) => self.land(destinations.local(destination)),
            (kind, _) => self.action = Some(words(kind.unwrap_or_default())),
        }
    }

    fn land(&mut self, landing: Landing) {
        self.zoom = landing == Landing::Sound { inherits_zoom: false };
    }
}
