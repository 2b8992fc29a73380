//! Recipient stanzas: the data key wrapped to one key.
