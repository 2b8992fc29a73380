//! What the targets share: their first inputs, and the places from which those come.

pub mod corpus;
pub mod dossier;
pub mod vector;
