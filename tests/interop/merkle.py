"""The tree hash of RFC 9162, section 2.1, and what a check of it says when it fails."""

import hashlib


class Unsound(Exception):
    pass


def demand(holds, why):
    if not holds:
        raise Unsound(why)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(entry):
    return sha256(b"\0", entry)


def node(left, right):
    return sha256(b"\1", left, right)


def root(hashes):
    """Section 2.1.1, over leaf hashes."""
    if not hashes:
        return sha256()
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return node(root(hashes[:half]), root(hashes[half:]))


def climb(index, size, top, hashes):
    """Section 2.1.3.2: the root to which an audit path leads from a leaf hash."""
    hashes, last = list(hashes), size - 1
    demand(index < size, "the proof's place is beyond the tree")
    while last > 0:
        if index & 1 or index < last:
            demand(hashes, "the proof is too short")
            beside = hashes.pop(0)
            top = node(beside, top) if index & 1 else node(top, beside)
        index, last = index >> 1, last >> 1
    demand(not hashes, "the proof is too long")
    return top
