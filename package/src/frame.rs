//! The frame around header and statement: magic, lengths, zero padding.
