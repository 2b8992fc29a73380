//! Seals a planned folder, segment by segment, in any order.
