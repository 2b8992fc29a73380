//! What is unwise about a configuration.
