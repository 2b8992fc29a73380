//! The clear part of a package and what is checked on it before one payload byte is taken.
