#!/usr/bin/env python3
"""Writes tests/vectors/log/*.vector from docs/log-format.md alone: a second hand that writes the same bytes.

    make_log_vectors.py [DIR]
"""

import base64
import pathlib
import sys

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from check_log import PROTECTED, key_id, root_to_be_signed
from merkle import leaf, node, root, sha256

WHERE = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent / "vectors" / "log")
ORIGIN = "sealpost-log/CDE/0123456789abcdef"
KEY = Ed25519PrivateKey.from_private_bytes(bytes([5] * 32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([6] * 32))
ENTRIES = [sha256(bytes([n])) for n in range(13)]
LEAVES = [leaf(entry) for entry in ENTRIES]
TEXT = b"\x01"
ROOT = b"\xffsealpost-rfc9942"


def public(key):
    return key.public_key().public_bytes_raw()


def write(name, expect, about, kind, **more):
    lines = [f"expect: {expect}", f"about: {about}", f"kind: {kind}", f"origin: {ORIGIN}", f"key: {public(KEY).hex()}"]
    lines += [f"{key}: {value.hex()}" for key, value in more.items()]
    WHERE.mkdir(parents=True, exist_ok=True)
    (WHERE / f"{name}.vector").write_text("\n".join(lines) + "\n")


def line(name, kind, key, signature):
    return f"\u2014 {name} {base64.b64encode(key_id(name, kind, public(key)) + signature).decode()}\n"


def note(text, key=KEY, name=ORIGIN, tree_root=None, lines=(TEXT, ROOT), more=""):
    signed = {TEXT: key.sign(text.encode()), ROOT: key.sign(root_to_be_signed(tree_root or root(LEAVES)))}
    return (text + "\n" + "".join(line(name, kind, key, signed[kind]) for kind in lines) + more).encode()


def text(origin=ORIGIN, size="13", tree_root=None, more=""):
    return f"{origin}\n{size}\n{base64.b64encode(tree_root or root(LEAVES)).decode()}\n{more}"


def checkpoints():
    good = note(text())
    write("checkpoint", "accepted", "a checkpoint of thirteen entries", "checkpoint", note=good)
    write("extension", "accepted", "an extension line, signed with the rest", "checkpoint", note=note(text(more="later\n")))
    stranger = line("witness.example", b"\x04", OTHER, bytes(8) + OTHER.sign(b"cosigned"))
    write("witness", "accepted", "a line under a key that is not known", "checkpoint", note=note(text(), more=stranger))
    write("other-size", "refused", "another size than was signed", "checkpoint", note=good.replace(b"\n13\n", b"\n14\n"))
    write("leading-zero", "refused", "a size with a leading zero, signed", "checkpoint", note=note(text(size="013")))
    write("other-origin", "refused", "a checkpoint of another log", "checkpoint", note=note(text(origin="sealpost-log/X/0")))
    write("other-key", "refused", "signed by another key", "checkpoint", note=note(text(), key=OTHER))
    write("no-root-line", "refused", "without the signature over the root", "checkpoint", note=note(text(), lines=(TEXT,)))
    write("other-root-line", "refused", "the root's line signs another root", "checkpoint", note=note(text(), tree_root=bytes(32)))
    write("no-signature", "refused", "a text without signatures", "checkpoint", note=(text() + "\n").encode())
    write("cut", "refused", "without the last line feed", "checkpoint", note=good[:-1])
    write("short-root", "refused", "a root of 31 bytes, signed", "checkpoint", note=note(text(tree_root=bytes(31))))


def path(index, hashes):
    if len(hashes) == 1:
        return []
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if index < half:
        return path(index, hashes[:half]) + [root(hashes[half:])]
    return path(index - half, hashes[half:]) + [root(hashes[:half])]


def proof(size=13, index=5, hashes=None, signature=None, protected=PROTECTED, payload=None, label=-1):
    inner = cbor2.dumps([size, index, path(index, LEAVES) if hashes is None else hashes], canonical=True)
    signature = signature or KEY.sign(root_to_be_signed(root(LEAVES)))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {396: {label: [inner]}}, payload, signature]), canonical=True)


def proofs():
    def one(name, expect, about, data, entry=ENTRIES[5]):
        write(name, expect, about, "proof", entry=entry, proof=data)

    one("inclusion", "accepted", "entry 5 of thirteen", proof())
    alone = KEY.sign(root_to_be_signed(LEAVES[0]))
    one("inclusion-alone", "accepted", "the only entry", proof(1, 0, [], alone), ENTRIES[0])
    one("inclusion-last", "accepted", "the last of thirteen, which climbs alone", proof(index=12), ENTRIES[12])
    one("inclusion-other-entry", "refused", "another entry", proof(), ENTRIES[6])
    one("inclusion-other-place", "refused", "another place", proof(index=4, hashes=path(5, LEAVES)))
    one("inclusion-beyond", "refused", "a place beyond the tree", proof(index=13, hashes=path(5, LEAVES)))
    one("inclusion-long", "refused", "a hash too many", proof(hashes=[*path(5, LEAVES), bytes(32)]))
    one("inclusion-short", "refused", "a hash too few", proof(hashes=path(5, LEAVES)[:-1]))
    one("inclusion-other-key", "refused", "signed by another key", proof(signature=OTHER.sign(root_to_be_signed(root(LEAVES)))))
    one("inclusion-raw-root", "refused", "signed over the bare root", proof(signature=KEY.sign(root(LEAVES))))
    one("inclusion-payload", "refused", "the root as payload", proof(payload=root(LEAVES)))
    one("inclusion-consistency", "refused", "under the label of consistency proofs", proof(label=-2))
    other = cbor2.dumps({1: -8, 395: 2})
    one("inclusion-other-tree", "refused", "another kind of tree", proof(protected=other))
    assert node(LEAVES[0], LEAVES[1]) == root(LEAVES[:2])


if __name__ == "__main__":
    checkpoints()
    proofs()
