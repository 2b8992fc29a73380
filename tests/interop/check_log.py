#!/usr/bin/env python3
"""Checks an evidence log and receipts in it, from docs/log-format.md alone: tiles, bundles, checkpoints, proofs.

    check_log.py DIR [--since CHECKPOINT]… [--receipt RECEIPT.cose]…

DIR is an export of the log (or a centre's `log`), with the card that names its keys. Prints `sound: …` and ends with 0, or
`unsound: …` and ends with 3. Shares no code with the implementation; needs `cryptography` and `cbor2`.
"""

import argparse
import base64
import json
import pathlib
import sys

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from merkle import Unsound, climb, demand, leaf, root, sha256


def number(index, width):
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join(["x" + group for group in groups[:-1]] + [groups[-1]])
    return path if width == 256 else f"{path}.p/{width}"


def holds(key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except InvalidSignature:
        return False


def key_id(name, kind, key):
    return sha256(name.encode(), b"\n", kind, key)[:4]


class Checkpoint:
    """A signed note whose text is a checkpoint of the log, under one of its keys."""

    def __init__(self, text, log):
        body, _, below = text.rpartition("\n\n")
        body += "\n"
        lines = body.split("\n")
        demand(len(lines) >= 4 and lines[0] == log["origin"], "a checkpoint of another log")
        self.size, self.root = int(lines[1]), base64.b64decode(lines[2], validate=True)
        demand(str(self.size) == lines[1] and len(self.root) == 32, "size or root of the checkpoint")
        found = {}
        for line in below.strip("\n").split("\n"):
            dash, name, encoded = line.split(" ")
            demand(dash == "\u2014", "a signature line begins otherwise")
            raw = base64.b64decode(encoded, validate=True)
            found[name, raw[:4]] = raw[4:]
        self.signature = None
        for key in map(bytes.fromhex, log["keys"]):
            text_line = found.get((log["origin"], key_id(log["origin"], b"\1", key)))
            root_line = found.get((log["origin"], key_id(log["origin"], b"\xffsealpost-rfc9942", key)))
            if text_line and root_line:
                demand(holds(key, text_line, body.encode()), "the checkpoint's signature")
                demand(holds(key, root_line, root_to_be_signed(self.root)), "the signature over the root")
                self.signature, self.key = root_line, key
        demand(self.signature, "no key of the log signed the checkpoint")


PROTECTED = cbor2.dumps({1: -8, 395: 1})


def root_to_be_signed(tree_root):
    return cbor2.dumps(["Signature1", PROTECTED, b"", tree_root])


def card_log(folder):
    """The member `log` of the card; that the card is the centre's own is verify_statement.py's business."""
    card = cbor2.loads((folder / "card.cose").read_bytes()).value
    return json.loads(card[2])["log"]


def read_entries(folder, size):
    entries = []
    for index in range(-(-size // 256)):
        width = min(256, size - 256 * index)
        path = folder / "tile" / "entries" / number(index, width)
        if not path.exists():
            path = folder / "tile" / "entries" / number(index, 256)
        data = path.read_bytes()
        for at in range(width):
            record = data[34 * at : 34 * at + 34]
            demand(len(record) == 34 and record[:2] == b"\0\x20", f"{path}: entry {at}")
            entries.append(record[2:])
    return entries


def check_tiles(folder, entries):
    level, hashes, files = 0, [leaf(entry) for entry in entries], 0
    while hashes:
        for index in range(-(-len(hashes) // 256)):
            row = hashes[256 * index : 256 * index + 256]
            path = folder / "tile" / str(level) / number(index, len(row))
            if not path.exists():
                path = folder / "tile" / str(level) / number(index, 256)
            demand(path.read_bytes()[: 32 * len(row)] == b"".join(row), f"{path}: not the hashes below it")
            files += 1
        hashes = [root(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
        level += 1
    return files


def check_receipt(data, log, entries, newest):
    protected, unprotected, payload, signature = cbor2.loads(data).value
    demand(list(unprotected) == [394, "salt"] and len(unprotected["salt"]) == 16, "the receipt carries no proof")
    bare = cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]), canonical=True)
    entry = sha256(unprotected["salt"], bare)
    for proof in unprotected[394]:
        tagged = cbor2.loads(proof)
        head, proofs, nothing, signed = tagged.value
        demand(tagged.tag == 18 and head == PROTECTED and nothing is None, "the proof's envelope")
        demand(list(proofs) == [396] and list(proofs[396]) == [-1] and len(proofs[396][-1]) == 1, "no inclusion proof")
        size, index, path = cbor2.loads(proofs[396][-1][0])
        demand(0 <= index < size <= newest.size, "the proof is of a tree that the log never had")
        top = climb(index, size, leaf(entry), path)
        keys = map(bytes.fromhex, log["keys"])
        demand(any(holds(key, signed, root_to_be_signed(top)) for key in keys), "the root is not signed by the log")
        demand(entries[index] == entry, f"entry {index} is another one")
        demand(root([leaf(one) for one in entries[:size]]) == top, f"the log had another root at {size}")


def check(options):
    folder = options.folder
    log = card_log(folder)
    newest = Checkpoint((folder / "checkpoint").read_text(), log)
    entries = read_entries(folder, newest.size)
    leaves = [leaf(entry) for entry in entries]
    demand(root(leaves) == newest.root, "the entries do not lead to the signed root")
    files = check_tiles(folder, entries)
    kept = sorted((folder / "checkpoints").glob("*")) if (folder / "checkpoints").is_dir() else []
    for path in [*kept, *options.since]:
        old = Checkpoint(path.read_text(), log)
        demand(old.size <= newest.size, f"{path}: signed {old.size} entries, there are {newest.size}")
        demand(root(leaves[: old.size]) == old.root, f"{path}: the first {old.size} entries were others")
    for path in options.receipt:
        check_receipt(path.read_bytes(), log, entries, newest)
    return f"{newest.size} entries, {files} tiles, {len(options.receipt)} receipts"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--since", type=pathlib.Path, action="append", default=[])
    options.add_argument("--receipt", type=pathlib.Path, action="append", default=[])
    try:
        print("sound:", check(options.parse_args()))
    except (Unsound, OSError, ValueError, KeyError, IndexError, TypeError) as error:
        print(f"unsound: {type(error).__name__}: {error}")
        sys.exit(3)


if __name__ == "__main__":
    main()
