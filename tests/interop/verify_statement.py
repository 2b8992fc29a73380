"""Verifies the statement of a sealed package, its receipts and the centre's card, without our software.

Written from docs/receipts.md and docs/package-format.md alone, on `pycose` (signatures), `cbor2` and `cryptography`
(certificates). An archivist may use it as it is.

    verify_statement.py --trust CA.pem [--package FILE] [--card FILE] [RECEIPT.cose …]
    verify_statement.py --vectors FOLDER

Prints what it proved; exit 0 if all is sound, 3 if not.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from receipt_envelope import Document
from receipt_members import (
    CARD, FILING, KINDS, PACKAGE, PARTIES, RECEIPT, STATEMENT, Refused, demand, demand_members, instant, one_of, parse,
    sha256, text,
)

# Statement, card, receipts


def read_statement(data):
    document = Document(data, "statement")
    demand(document.unprotected == {}, "unprotected", "not empty")
    demand_members(document, STATEMENT)
    remark = document.members.get("remark", "-")
    demand(text(remark) and 1 <= len(remark.encode()) <= 2000, "json", "remark")
    document.demand_signer("applicant-signing", document.members["organisation"])
    return document


def read_card(data):
    document = Document(data, "card")
    demand(document.unprotected == {}, "unprotected", "not empty")
    demand_members(document, CARD)
    document.demand_signer("card", document.members["centre"])
    return document


def read_receipt(data):
    document = Document(data, "receipt")
    demand_members(document, RECEIPT | {"kind": one_of(*KINDS)})
    demand_members(document, KINDS[document.members["kind"]])
    said = document.members
    if said["kind"] == "refused":
        late = said["stage"] in ("verification", "registration")
        demand((said["package_digest"] is not None) == late, "json", "package_digest and stage")
    document.demand_signer(role(said), said["centre"])
    return document


def role(said):
    early = said["kind"] in ("offer", "delivered") or said.get("stage") in ("offer", "delivery")
    return "receipt-intake" if early else "receipt-desk"


FOLLOWS = {
    "offer": None,
    "delivered": "offer",
    "verified": "delivered",
    "registered": "verified",
    "refused at offer": None,
    "refused at delivery": "offer",
    "refused at verification": "delivered",
    "refused at registration": "verified",
}


def demand_link(before, receipt):
    said = receipt.members
    kind = f"refused at {said['stage']}" if said["kind"] == "refused" else said["kind"]
    demand(FOLLOWS[kind] == (before and before.members["kind"]), "link", f"{kind} cannot stand here")
    demand(said["after"] == (before and before.digest()), "link", "after")
    if before is None:
        return
    for name in [*FILING, "package_len", "segments", "package_digest"]:
        both = name in before.members and said.get(name) is not None
        demand(not both or before.members[name] == said[name], "link", f"{name} differs")
    demand(before.members["time"] <= said["time"], "link", "back in time")


def verify_receipts(receipts, ca, card=None, statement=None):
    before = None
    for data in receipts:
        receipt = read_receipt(data)
        said = receipt.members
        receipt.demand_chain(ca, instant(said["time"]))
        if card:
            named = {"role": role(said), "certificate": receipt.ders[0].hex()}
            demand(named in card.members["receipts"], "card", "the card does not name the certificate")
        if statement:
            same = all(said[name] == statement.members[name] for name in PARTIES | PACKAGE)
            demand(same and said["statement_sha256"] == sha256(statement.data), "statement", "another one")
        demand_link(before, receipt)
        proof = "present, not checked" if receipt.unprotected else "absent"
        print(f"sound: {said['kind']} {said['number']} at {said['time']}, proof of the log {proof}")
        before = receipt


# Package


def clear_part(data):
    """Header bytes 0 … 12+HL, the header, the statement, and where the stream begins."""
    demand(data[:8] == b"SEALPST\x01", "package", "magic")
    header_len = int.from_bytes(data[8:12], "big")
    at = 12 + header_len
    statement_len = int.from_bytes(data[at:at + 4], "big")
    stream = -(-(at + 4 + statement_len) // 4096) * 4096
    demand(not any(data[at + 4 + statement_len:stream]), "package", "padding")
    return data[:at], parse(data[12:at]), data[at + 4:at + 4 + statement_len], stream


def tree(leaves):
    """RFC 9162 §2.1.1 over the hashes of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree(leaves[:split]) + tree(leaves[split:])).digest()


def package_digest(path, stream):
    leaves = []
    with open(path, "rb") as file:
        file.seek(stream)
        while entry := file.read(1 << 20):
            leaves.append(hashlib.sha256(b"\0" + hashlib.sha256(entry).digest()).digest())
    return tree(leaves).hex()


def verify_package(path, ca, receipts):
    with open(path, "rb") as file:
        head, header, statement, stream = clear_part(file.read(2 << 20))
    document = read_statement(statement)
    said = document.members
    at = parse(cbor2.loads(receipts[0]).value[2])["time"] if receipts else said["time"]
    document.demand_chain(ca, instant(at))
    spki = document.leaf.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    demand(said["package"] == header["id"], "package", "id")
    demand(said["header_sha256"] == sha256(head), "package", "header_sha256")
    demand(said["ciphertext_len"] == header["ciphertext_len"], "package", "ciphertext_len")
    demand(header["signer"] == sha256(spki), "package", "signer")
    length = Path(path).stat().st_size
    demand(length == stream + said["ciphertext_len"], "package", "length")
    found = {"package_len": length, "package_digest": package_digest(path, stream)}
    for data in receipts:
        receipt = parse(cbor2.loads(data).value[2])
        for name, value in found.items():
            demand(receipt.get(name) in (None, value), "package", f"{name} of receipt {receipt.get('kind')}")
    print(f"sound: statement of {said['organisation']}, {said['application']}/{said['sequence']}, root {said['manifest_root']}")
    return document


# Vectors, command line


def judge(vector):
    ca = x509.load_der_x509_certificate(vector["trust"][0])
    cards = [read_card(data) for data in vector["card"]]
    if vector["kind"] == "card":
        at = instant(vector["at"])
        cards[0].demand_chain(ca, at)
        demand(at <= instant(cards[0].members["end"]), "end", cards[0].members["end"])
    elif vector["kind"] == "statement":
        read_statement(vector["statement"][0]).demand_chain(ca, instant(vector["at"]))
    else:
        statements = [read_statement(data) for data in vector["statement"]]
        verify_receipts(vector["receipt"], ca, cards and cards[0], statements and statements[0])


def read_vector(path):
    vector = {"trust": [], "card": [], "statement": [], "receipt": []}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(": ")
        if name in vector and isinstance(vector[name], list):
            vector[name].append(bytes.fromhex(value))
        else:
            vector[name] = value
    return vector


def verify_vectors(folder):
    paths, wrong = sorted(Path(folder).glob("*.vector")), 0
    for path in paths:
        vector = read_vector(path)
        try:
            judge(vector)
            found = "sound"
        except Refused as refused:
            found = f"refused {refused.check}"
        if found != vector["expect"]:
            wrong += 1
            print(f"WRONG: {path.name}: expected {vector['expect']}, found {found}")
    print(f"{len(paths)} vectors, {wrong} judged otherwise than their heads say")
    return paths and not wrong


def main():
    parser = argparse.ArgumentParser(description="Verifies statement, receipts and card of a sealed package.")
    parser.add_argument("receipts", nargs="*", type=Path, metavar="RECEIPT", help="R0, R1, … in order")
    parser.add_argument("--trust", type=Path, help="the centre's CA, PEM")
    parser.add_argument("--package", type=Path)
    parser.add_argument("--card", type=Path)
    parser.add_argument("--vectors", type=Path, help="judge all vectors of a folder instead")
    options = parser.parse_args()
    if options.vectors:
        return verify_vectors(options.vectors)
    if not options.trust:
        parser.error("--trust is needed")
    ca = x509.load_pem_x509_certificate(options.trust.read_bytes())
    receipts = [path.read_bytes() for path in options.receipts]
    card = options.card and read_card(options.card.read_bytes())
    statement = options.package and verify_package(options.package, ca, receipts)
    verify_receipts(receipts, ca, card, statement)
    return True


if __name__ == "__main__":
    try:
        sys.exit(0 if main() else 3)
    except Refused as refused:
        sys.exit(print(f"unsound: {refused}", file=sys.stderr) or 3)
