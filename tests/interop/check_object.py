#!/usr/bin/env python3
"""Holds an object of the archive against its evidence, from docs/archive-format.md, "From an object to the signatures", alone.

    check_object.py OBJECT [--proof FILE PROOF]…

Every file against its SHA-512, the dossier against the manifest root that the applicant has signed and the files root of R2,
the findings and the segment digests against the receipts; with --proof also that one file was in the dossier
(docs/receipts.md, "Proof of one file"). Signatures are verify_statement.py's affair. Prints `sound: …` and ends with 0, or
`unsound: …` and ends with 3. Shares no code with the implementation; needs `cbor2`.
"""

import argparse
import hashlib
import json
import pathlib
import sys

import cbor2

from merkle import Unsound, climb, demand, leaf, root, sha256


def payload(document):
    return json.loads(cbor2.loads(document).value[2])


class Object:
    def __init__(self, place):
        inventory = json.loads((place / "inventory.json").read_bytes())
        self.id, self.files = inventory["id"], {}
        before = set()
        for number in range(1, len(inventory["versions"]) + 1):
            state = inventory["versions"][f"v{number}"]["state"]
            shown = {(digest, path) for digest, paths in state.items() for path in paths}
            demand(before <= shown, f"v{number} takes something away")
            before = shown
        for digest, path in before:
            content = (place / inventory["manifest"][digest][0]).read_bytes()
            demand(hashlib.sha512(content).hexdigest() == digest, f"{path} has other bytes")
            self.files[path] = content

    def evidence(self, name):
        demand(f"evidence/{name}" in self.files, f"there is no {name}")
        return self.files[f"evidence/{name}"]

    def dossier(self):
        files = [(path[len("dossier/") :], content) for path, content in self.files.items() if path.startswith("dossier/")]
        return sorted(files, key=lambda file: file[0].encode())


def tag_line(name, content):
    return f"{sha256(content).hex()}  {name}\n".encode()


def check(place, proofs):
    held = Object(place)
    head = held.evidence("package.head")
    length = int.from_bytes(head[8:12], "big")
    at = 16 + length
    statement = head[at : at + int.from_bytes(head[12 + length : at], "big")]
    demand(statement == held.evidence("statement.cose"), "the statement is not the one of the clear part")
    said = payload(statement)
    demand(held.id == f"sealpost:{said['organisation']}/{said['application']}/{said['sequence']}", "another submission's object")

    lines = [tag_line(f"data/{said['sequence']}/{path}", content) for path, content in held.dossier()]
    size = sum(len(content) for _, content in held.dossier())
    info = (
        f"Bag-Group-Identifier: {said['application']}\nExternal-Identifier: {said['sequence']}\n"
        f"Payload-Oxum: {size}.{len(lines)}\n"
    ).encode()
    bagit = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    tags = [("bag-info.txt", info), ("bagit.txt", bagit), ("manifest-sha256.txt", b"".join(lines))]
    manifest_root = sha256(b"".join(tag_line(*tag) for tag in tags)).hex()
    demand(manifest_root == said["manifest_root"], "the dossier is not the one that was signed")

    verified = payload(held.evidence("receipts/R2-verified.cose"))
    found = (len(lines), size, root([leaf(line[:-1]) for line in lines]).hex())
    demand(found == (verified["files"], verified["bytes"], verified["files_root"]), "R2 speaks of other files")
    demand(sha256(held.evidence("findings.json")).hex() == verified["findings"]["sha256"], "other findings than R2's")
    digests = held.evidence("package.digests")
    package = root([leaf(digests[at : at + 32]) for at in range(0, len(digests), 32)]).hex()
    for name in ["R1-delivered", "R2-verified", "R3-registered"]:
        receipt = payload(held.evidence(f"receipts/{name}.cose"))
        demand(receipt["package_digest"] == package, f"{name} speaks of another package")
        demand(receipt["statement_sha256"] == sha256(statement).hex(), f"{name} speaks of another statement")
    for file, proof in proofs:
        prove(pathlib.Path(file).read_bytes(), json.loads(pathlib.Path(proof).read_bytes()), said["sequence"], verified)
    return len(lines)


def prove(content, proof, sequence, verified):
    demand(proof["format"] == "sealpost-file-proof/1", "no proof of one file")
    demand((proof["files_root"], proof["files"]) == (verified["files_root"], verified["files"]), "a proof for another dossier")
    line = tag_line(f"data/{sequence}/{proof['path']}", content)[:-1]
    top = climb(proof["index"], proof["files"], leaf(line), [bytes.fromhex(text) for text in proof["hashes"]])
    demand(top.hex() == proof["files_root"], "the file was not in the dossier")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("object", type=pathlib.Path)
    parser.add_argument("--proof", nargs=2, action="append", default=[])
    arguments = parser.parse_args()
    try:
        print(f"sound: {check(arguments.object, arguments.proof)} files")
    except (Unsound, OSError, ValueError, KeyError) as error:
        print(f"unsound: {error}")
        sys.exit(3)


if __name__ == "__main__":
    main()
