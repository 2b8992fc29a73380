#!/usr/bin/env python3
"""Writes tests/vectors/wire/*.vector from docs/wire-protocol.md alone: a second hand that writes the same bytes.

Needs nothing but Python. Run it when the protocol gets a message, a field or a limit, and read the difference.
"""

import hashlib
import pathlib
import struct

WHERE = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "wire"


def head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for code, form, limit in ((24, ">B", 1 << 8), (25, ">H", 1 << 16), (26, ">I", 1 << 32), (27, ">Q", 1 << 64)):
        if value < limit:
            return bytes([major << 5 | code]) + struct.pack(form, value)
    raise ValueError(value)


def cbor(item):
    if item is None:
        return b"\xf6"
    if item is False or item is True:
        return b"\xf5" if item else b"\xf4"
    if isinstance(item, int):
        return head(0, item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        return head(3, len(item.encode())) + item.encode()
    return head(4, len(item)) + b"".join(map(cbor, item))


def frame(body):
    return struct.pack(">I", len(body)) + body


def message(number, *fields):
    return frame(cbor([number, list(fields)]))


def leb128(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def write(name, expect, about, **more):
    lines = [f"expect: {expect}", f"about: {about}"]
    lines += [f"{key}: {value.hex() if isinstance(value, bytes) else value}" for key, value in more.items()]
    (WHERE / f"{name}.vector").write_text("\n".join(lines) + "\n")


def good(name, direction, number, *fields, about):
    write(name, "accepted", about, kind=direction, bytes=message(number, *fields))


def bad(name, expect, data, about, kind="to-centre"):
    write(name, f"refused {expect}", about, kind=kind, bytes=data)


NUMBER = "CDE-2026-000001"
REASON = ["no-space", 1, True, "磁盘已满"]
RECEIPT = [0, b"\x08" * 3]

good("hello", "to-centre", 0, 1, 1, "sealpost 0.1.0", "zh", about="greeting of an applicant")
good("offer", "to-centre", 1, b"\x01\x02\x03", about="offer of a package by its clear part")
good("finish", "to-centre", 2, b"\x02" * 32, about="package digest of 32 bytes 02")
good("status", "to-centre", 3, NUMBER, about="question for a state")
good("receipts", "to-centre", 4, NUMBER, about="question for the receipts")
good("renew", "to-centre", 5, b"\x03", about="request for a TLS certificate")
good("enrol", "to-centre", 6, b"\x04" * 16, b"\x05", b"\x06", 25722, b"\x07", about="an invitation redeemed")

good("greeting", "to-applicant", 0, 1, b"\x0b", 1800000000, about="greeting of a centre")
good("hello-log", "to-centre", 0, 1, 1, "sealpost 0.1.0", "zh", 1234, about="greeting of an applicant who keeps a checkpoint")
good("greeting-log", "to-applicant", 0, 1, b"\x0b", 1800000000, ["log\n1235\n", [b"\x0c" * 32, b"\x0d" * 32]], about="greeting of a centre that shows its log")
good("offered", "to-applicant", 1, NUMBER, 3, 0, [100, b"\x01\x00" + leb128(40) + leb128(60)], [RECEIPT],
     about="accepted, 40 of 100 segments durable, R0")
good("durable", "to-applicant", 2, [[0, 9], [20, 1]], about="segments 0 to 8 and 20 are durable")
good("again", "to-applicant", 3, [[3, 1]], REASON, about="segment 3 is wanted again")
good("paused", "to-applicant", 4, REASON, 1 << 40, 60, about="a TiB is missing, come back in a minute")
good("phase", "to-applicant", 5, 2, 1, 2, about="second copy, half done")
good("receipt", "to-applicant", 6, RECEIPT, about="a receipt R0")
good("findings", "to-applicant", 7, 0, 3, b"\x01\x02\x03", about="a whole findings file")
good("refused", "to-applicant", 8, REASON, RECEIPT, None, True, about="a refusal with its receipt")
good("taken-over", "to-applicant", 9, NUMBER, about="another session goes on")
good("state", "to-applicant", 10,
     [NUMBER, "delivered", "x202600001", "0000", b"\x09" * 32, b"\x0a" * 32, None, None, 1, 2, None, 100, 100, 1, False],
     about="delivered, being verified")
good("renewed", "to-applicant", 11, [b"\x01"], about="a TLS certificate")
good("enrolled", "to-applicant", 12, "acme", b"\x01", [b"\x02"], [b"\x03"], b"\x04", about="enrolled")
good("fault", "to-applicant", 13, REASON, about="the session ends for a cause that can pass")

hello = cbor([0, [1, 1, "sealpost 0.1.0", "zh"]])
bad("empty", "empty", b"\0\0\0\0", "a frame of no bytes")
bad("length", "too-long", b"\xff\xff\xff\xff", "a length over every limit, refused before any byte follows")
bad("status-long", "too-long", message(3, "x" * 200), "a Status over its limit of 128 bytes")
bad("unknown", "unknown-message", message(99, 1, 2, 3), "message 99")
bad("unknown-applicant", "unknown-message", message(14, 1, 2, 3), "message 14", kind="to-applicant")
bad("map", "malformed", frame(b"\xa1\x00\x80\x00\x00\x00"), "a map where the array of two must be")
bad("three", "malformed", frame(b"\x83\x00\x80\x00\x00\x00"), "an array of three")
bad("bytes-claimed", "malformed", frame(b"\x82\x01\x81\x5b\x7f" + b"\xff" * 7), "a head that claims 2^63 bytes")
bad("missing-field", "malformed", message(0, 1, 1, "sealpost 0.1.0"), "a greeting without language")
bad("short-digest", "malformed", message(2, b"\x02" * 31), "a package digest of 31 bytes")
bad("text-for-bytes", "malformed", message(1, "head"), "text where bytes belong")
bad("not-utf-8", "malformed", frame(b"\x82\x03\x81\x62\xff\xfe"), "a number that is no UTF-8")
bad("trailing", "trailing", frame(hello + b"\x00"), "a byte after the message inside its frame")
bad("stage", "malformed", message(1, NUMBER, 3, 9, [1, b"\x01\x01"], []), "an unknown stage", kind="to-applicant")
for name, pair, about in [
    ("bitmap-long", [(1 << 20) + 1, b"\x01"], "a bitmap of 2^20 + 1 segments"),
    ("bitmap-form", [9, b"\x02\x00\x00"], "an unknown bitmap form"),
    ("bitmap-bits", [9, b"\x00\xff\x02"], "a bit beyond the end"),
    ("bitmap-runs", [9, b"\x01\x08\x02"], "runs longer than the bitmap"),
    ("bitmap-short", [9, b"\x01\x08"], "runs shorter than the bitmap"),
]:
    bad(name, "malformed", message(1, NUMBER, 3, 0, pair, []), about, kind="to-applicant")

content = b"content"
write("segment", "accepted", "segment 524288 of epoch 7", kind="segment", epoch=7, index=1 << 19,
      bytes=struct.pack(">II", 7, 1 << 19) + hashlib.sha256(content).digest() + content)
write("segment-flipped", "refused digest", "a bit of the content is another", kind="segment", epoch=7, index=1 << 19,
      bytes=struct.pack(">II", 7, 1 << 19) + hashlib.sha256(content).digest() + b"bontent")

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def word(payload, prefix="sealpost1-", spoil=0):
    digest = hashlib.sha256(b"sealpost1-" + payload).digest()[:4]
    data = payload + bytes([digest[0] ^ spoil]) + digest[1:]
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return prefix + "".join(ALPHABET[int(bits[at:at + 5], 2)] for at in range(0, len(bits), 5))


invitation = cbor(["centre.example:4433", b"\x07" * 32, bytes(range(16)), "Acme 制药"])
write("invitation", "accepted", "centre.example:4433, fingerprint 32 times 07, token 00 to 0f, Acme 制药",
      kind="invitation", word=word(invitation))
write("invitation-capitals", "accepted", "the same in capitals", kind="invitation", word=word(invitation).upper())
write("invitation-mistyped", "refused mistyped", "a wrong checksum", kind="invitation", word=word(invitation, spoil=1))
write("invitation-version", "refused version", "of version 2", kind="invitation", word=word(invitation, "sealpost2-"))
write("invitation-other", "refused other", "something else", kind="invitation", word="0123456789")
write("invitation-token", "refused content", "a token of 15 bytes", kind="invitation",
      word=word(cbor(["centre.example:4433", b"\x07" * 32, bytes(15), "Acme"])))
write("invitation-address", "refused content", "an address without port", kind="invitation",
      word=word(cbor(["centre.example", b"\x07" * 32, bytes(16), "Acme"])))


def tcp(kind, content=b""):
    return bytes([kind]) + len(content).to_bytes(3, "big") + content


FRAMES = [
    ("line 6162", tcp(0, b"ab")), ("line-end", tcp(1)), ("piece 63", tcp(2, b"c")), ("segment-end", tcp(3)),
    ("segment-lost", tcp(4)), ("room 16909060", tcp(5, bytes([1, 2, 3, 4]))), ("close 5", tcp(6, bytes([0, 0, 0, 5]))),
    ("life", tcp(7)),
]
write("tcp-frames", "accepted", "every kind of frame over TCP", kind="tcp-frames",
      frames=", ".join(name for name, _ in FRAMES), bytes=b"".join(data for _, data in FRAMES))
write("tcp-frames-half", "accepted", "a whole frame and the head of one that is still coming", kind="tcp-frames",
      frames="life", bytes=tcp(7) + b"\x00\x01\x00\x00")
for name, data, about in [
    ("kind", b"\x08\x00\x00\x00", "a kind that is none"),
    ("empty", b"\x02\x00\x00\x00", "a piece of no bytes"),
    ("long", b"\x00\x01\x00\x01", "a line of 65,537 bytes, refused before any of them follows"),
    ("content", tcp(3, b"x"), "a segment end with content"),
    ("number", tcp(5, b"\x00\x00\x01"), "a number of three bytes"),
]:
    write(f"tcp-frames-{name}", "refused frame", about, kind="tcp-frames", bytes=data)
