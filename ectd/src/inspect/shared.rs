//! What files share, as the file's own between a worker and who asks it.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<T: Serialize, S: Serializer>(known: &Arc<T>, into: S) -> Result<S::Ok, S::Error> {
    T::serialize(known, into)
}

pub(super) fn deserialize<'a, T: Deserialize<'a>, D: Deserializer<'a>>(from: D) -> Result<Arc<T>, D::Error> {
    T::deserialize(from).map(Arc::new)
}
