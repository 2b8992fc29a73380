//! A store as a sweep names it: its label, and the paths of its files below the root that the label names.

use std::sync::Arc;

use crate::desk::state::Desk;
use crate::store::{Name, Store};

/// A store of whole files.
#[derive(Clone)]
pub struct Shelf {
    /// The store.
    pub store: Arc<dyn Store>,
    folder: &'static str,
}

/// The stores of a desk, each beside its second copy.
pub struct Shelves {
    /// Sealed packages with what lies beside them, and their second copy.
    pub sealed: [Shelf; 2],
    /// Receipts with their pages, and their second copy.
    pub receipts: [Shelf; 2],
}

impl Shelf {
    /// The name under which R2 speaks of this copy.
    pub fn label(&self) -> &str {
        self.store.label()
    }

    /// The path of a file below the root of this copy.
    pub fn file(&self, name: &Name) -> String {
        format!("{}{name}", self.folder)
    }
}

impl Shelves {
    /// The stores of a desk.
    pub fn of(desk: &Desk) -> Self {
        let shelf = |store: &Arc<dyn Store>, folder| Shelf { store: Arc::clone(store), folder };
        Self {
            sealed: [shelf(&desk.sealed, ""), shelf(&desk.backup, "sealed/")],
            receipts: [shelf(desk.receipts.store(), ""), shelf(desk.receipts_backup.store(), "receipts/")],
        }
    }
}
