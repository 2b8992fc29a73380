//! Where every byte of the plaintext and of the stream lies, from names and sizes alone.
