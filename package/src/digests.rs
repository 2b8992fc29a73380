//! Segment digests and the package digest: blind fixity without a key.
