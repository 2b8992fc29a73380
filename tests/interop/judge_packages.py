"""Judges tests/vectors/package with open_package.py: what must open opens with every key, what must not is refused there.

    judge_packages.py [FOLDER]
"""

import hashlib
import io
import sys
import tempfile
from pathlib import Path

import bagit
import open_package

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "package"


def read(path):
    """The lines of a vector by name, and its body."""
    text, _, body = path.read_text().partition("\n\n")
    lines = {}
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        lines.setdefault(name, []).append(value)
    return lines, bytes.fromhex("".join(body.split()))


def opens(lines, body, key):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bag"
        out.mkdir()
        head, found = open_package.open_package(io.BytesIO(body), open_package.Key(key), out=out)
        bagit.Bag(str(out)).validate()
    for name in "root", "files-root", "package-digest":
        assert found[name] == lines[name][0], name
    authority = open_package.load_certificate(bytes.fromhex(lines["ca"][0]))
    assert open_package.trusted(head.chain, authority), "the signer does not lead to the CA"


def refused(lines, body, key, where):
    try:
        open_package.open_package(io.BytesIO(body), open_package.Key(key))
    except open_package.Refused as refusal:
        assert refusal.where == where, f"refused at {refusal.where}: {refusal}"
        located = where == "stream" and "offset" in lines
        assert not located or refusal.offset == int(lines["offset"][0]), f"located at {refusal.offset}"
    else:
        raise AssertionError("opened")


def same_root(lines):
    """The folder's root, computed from docs/package-format.md once more."""
    application, sequence = lines["application"][0], lines["sequence"][0]
    pairs = [line.split(" ", 1) for line in lines["file"]]
    files = sorted((path.encode(), bytes.fromhex(content.strip("-"))) for content, path in pairs)
    total = sum(len(content) for _, content in files)
    texts = {
        "bag-info.txt": f"Bag-Group-Identifier: {application}\nExternal-Identifier: {sequence}\n"
        f"Payload-Oxum: {total}.{len(files)}\n".encode(),
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "manifest-sha256.txt": b"".join(
            hashlib.sha256(content).hexdigest().encode() + f"  data/{sequence}/".encode() + path + b"\n"
            for path, content in files
        ),
    }
    tags = "".join(f"{hashlib.sha256(text).hexdigest()}  {name}\n" for name, text in texts.items())
    assert hashlib.sha256(tags.encode()).hexdigest() == lines["root"][0], "another root"


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    vectors = sorted(folder.glob("*.vector"))
    failures = 0
    for path in vectors:
        lines, body = read(path)
        expected = lines["expect"][0].split()
        try:
            if expected[0] == "root":
                same_root(lines)
            for key in lines.get("key", []):
                opens(lines, body, key) if expected[0] == "opens" else refused(lines, body, key, expected[1])
        except Exception as error:  # every vector is judged, whatever the one before did
            failures += 1
            print(f"{path.name}: {type(error).__name__}: {error}")
    print(f"{len(vectors)} vectors, {failures} failures")
    return 1 if failures or not vectors else 0


if __name__ == "__main__":
    sys.exit(main())
