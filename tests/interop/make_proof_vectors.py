#!/usr/bin/env python3
"""Writes tests/vectors/proof/*.vector from docs/receipts.md, "Proof of one file": a second hand that writes the same bytes.

    make_proof_vectors.py [DIR]
"""

import json
import pathlib
import sys

from merkle import leaf, root, sha256
from make_log_vectors import path

WHERE = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent / "vectors" / "proof")
SEQUENCE = "0000"
# In the order of their UTF-8 bytes, as the manifest has them.
FILES = sorted(
    {name: name.encode() for name in ["index.xml", "m1/cn/00/封面 1.pdf", "m1/cn/cn-regional.xml", "m2/22/intro.pdf", "m3/夹/a.pdf"]}.items(),
    key=lambda item: item[0].encode(),
)


def line(name, content):
    return f"{sha256(content).hex()}  data/{SEQUENCE}/{name}".encode()


LEAVES = [leaf(line(*file)) for file in FILES]


def proof(at, **other):
    members = {
        "format": "sealpost-file-proof/1",
        "files_root": root(LEAVES).hex(),
        "files": len(FILES),
        "index": at,
        "path": FILES[at][0] if at < len(FILES) else FILES[-1][0],
        "hashes": [h.hex() for h in path(min(at, len(FILES) - 1), LEAVES)],
    }
    members.update(other)
    return (json.dumps(members, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def write(name, expect, about, data, content=None, sequence=SEQUENCE, files_root=None, files=None):
    content = FILES[1][1] if content is None else content
    lines = [
        f"expect: {expect}",
        f"about: {about}",
        f"sequence: {sequence}",
        f"files_root: {(files_root or root(LEAVES)).hex()}",
        f"files: {files or len(FILES)}",
        f"content: {content.hex()}",
        f"proof: {data.hex()}",
    ]
    WHERE.mkdir(parents=True, exist_ok=True)
    (WHERE / f"{name}.vector").write_text("\n".join(lines) + "\n")


def main():
    good = proof(1)
    write("file", "accepted", "the second of five files, its name in Chinese", good)
    write("first", "accepted", "the first file", proof(0), FILES[0][1])
    write("last", "accepted", "the last of five, which climbs alone", proof(4), FILES[4][1])
    write("without-line-feed", "accepted", "without the line feed at its end", good[:-1])
    write("other-content", "refused", "the file has other bytes", good, b"another")
    write("other-path", "refused", "another name", proof(1, path=FILES[2][0]))
    write("other-sequence", "refused", "filed as another sequence", good, sequence="0001")
    write("other-place", "refused", "another place", proof(1, index=2))
    write("beyond", "refused", "a place beyond the tree", proof(5), FILES[4][1])
    write("other-size", "refused", "another number of files than R2 has", proof(1, files=6))
    write("other-root", "refused", "another root than R2 has", good, files_root=root(LEAVES[:4]))
    write("long", "refused", "a hash too many", proof(1, hashes=[*[h.hex() for h in path(1, LEAVES)], "00" * 32]))
    write("short", "refused", "a hash too few", proof(1, hashes=[h.hex() for h in path(1, LEAVES)][:-1]))
    write("upper-case", "refused", "digests in upper case", proof(1, hashes=[h.hex().upper() for h in path(1, LEAVES)]))
    write("format", "refused", "another format", proof(1, format="sealpost-file-proof/2"))
    write("parent-path", "refused", "a path that leaves the folder", proof(1, path="../" + FILES[1][0]))
    write("number-text", "refused", "a number as text", proof(1, index="1"))


if __name__ == "__main__":
    main()
