"""Judges what `sealpost-receiver export` hands over: a bag, and the zip of the same dossier.

    judge_handover.py BAG ZIP
"""

import hashlib
import sys
import zipfile
from pathlib import Path

import bagit


def digests(bag):
    """The SHA-256 of every file of a bag that was sealed: the files and their four tag files."""
    sealed = {"bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}
    files = (path for path in bag.rglob("*") if path.is_file())
    names = {path.relative_to(bag).as_posix(): path for path in files}
    wanted = {name: path for name, path in names.items() if name.startswith("data/") or name in sealed}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in wanted.items()}


def main(bag, zip_path):
    judged = bagit.Bag(str(bag))
    judged.validate()
    evidence = [path for path in (bag / "evidence").rglob("*") if path.is_file()]
    listed = (bag / "tagmanifest-sha512.txt").read_text()
    for path in evidence:
        assert f"  {path.relative_to(bag).as_posix()}\n" in listed, f"{path} is not listed"
    # One changed byte of the evidence is seen.
    victim = bag / "evidence" / "statement.cose"
    good = victim.read_bytes()
    victim.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert not bagit.Bag(str(bag)).is_valid(), "a changed statement passes"
    victim.write_bytes(good)

    with zipfile.ZipFile(zip_path) as archive:
        assert archive.testzip() is None, "a CRC-32 is wrong"
        names = archive.namelist()
        assert names == sorted(names, key=lambda name: name.encode()), "the members are out of order"
        found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}
    assert found == digests(bag), "zip and bag are not the same dossier"
    print(f"{len(names)} members, {len(evidence)} files of evidence")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
