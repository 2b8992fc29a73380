//! The header: one JSON object, hashed as raw bytes.
