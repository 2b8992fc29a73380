//! Opens a package in one forward pass.
