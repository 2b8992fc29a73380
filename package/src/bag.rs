//! The four tag files of the bag, the manifest root and the files root.
