//! The canonical stored zip64 records.
