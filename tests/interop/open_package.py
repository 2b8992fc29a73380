"""Opens a sealed package without Sealpost: checks every byte and writes the bag into a folder.

Written from docs/package-format.md alone, on Python >= 3.10 and `cryptography` >= 50 (for HPKE with X-Wing). An
archivist who has this file, that page and a key file can read a package for ever.

    open_package.py PACKAGE --key KEY.json… [--wraps FILE] [--ca CA] [--digests FILE] [--out FOLDER]

Prints what was found as one JSON object. Ends with 0 if the package is sound, 3 if it is refused, 1 otherwise. The
folder is worth nothing unless the end is 0.
"""

import argparse
import hashlib
import hmac
import io
import json
import os
import re
import struct
import sys
import unicodedata
import zlib
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mlkem, utils, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

MEBIBYTE = 1 << 20
FIRST, REST, TAG = 1_048_520, 1_048_560, 16
X25519, X_WING = 32, 25722
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


class Refused(Exception):
    """The package is not sound: where (clear, key, stream, bag), at which offset, why."""

    def __init__(self, where, why, offset=None):
        super().__init__(why)
        self.where, self.why, self.offset = where, why, offset


def demand(holds, where, why, offset=None):
    if not holds:
        raise Refused(where, why, offset)


def sha256(data):
    return hashlib.sha256(data).digest()


# JSON ---------------------------------------------------------------------------------------------------------------


def read_json(data):
    """One I-JSON object: no name twice, integers 0 ... 2^53-1 only, nothing before or after."""

    def no_name_twice(pairs):
        names = [name for name, _ in pairs]
        demand(len(set(names)) == len(names), "clear", "a member name is used twice")
        return dict(pairs)

    def integer(text):
        demand(re.fullmatch(r"0|[1-9][0-9]*", text) and int(text) < 1 << 53, "clear", f"the number {text}")
        return int(text)

    def no_number(text):
        raise Refused("clear", f"the number {text} is no integer")

    demand(data[:1] == b"{" and data[-1:] == b"}", "clear", "not one JSON object")
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=no_name_twice,
            parse_int=integer,
            parse_float=no_number,
            parse_constant=no_number,
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # lone surrogates have no UTF-8
    except (UnicodeError, ValueError, RecursionError) as error:
        raise Refused("clear", f"not I-JSON: {error}") from error
    return value


def member(value, name, kind):
    demand(name in value and type(value[name]) is kind, "clear", f"member {name} is missing or ill-typed")
    return value[name]


def hex_member(value, name, length=None):
    text = member(value, name, str)
    demand(re.fullmatch(r"([0-9a-f]{2})*", text), "clear", f"member {name} is not lower-case hex")
    demand(length is None or len(text) == 2 * length, "clear", f"member {name} has another length")
    return bytes.fromhex(text)


# Clear part ---------------------------------------------------------------------------------------------------------


class Head:
    """Frame, header and statement, held to themselves."""

    def __init__(self, file):
        self.bytes = b""
        demand(self.take(file, 8) == b"SEALPST\x01", "clear", "another magic", 0)
        header = self.part(file, 1 << 20)
        self.a = sha256(self.bytes)
        statement = self.part(file, 64 << 10)
        padding = self.take(file, -len(self.bytes) % 4096)
        demand(not any(padding), "clear", "the padding is not zero")
        self.payload = len(self.bytes)
        self.read_header(read_json(header))
        self.read_statement(statement)
        self.read_stanzas()

    def take(self, file, length):
        data = file.read(length)
        self.bytes += data
        demand(len(data) == length, "clear", "the file ends inside the clear part", len(self.bytes))
        return data

    def part(self, file, most):
        offset = len(self.bytes)
        (length,) = struct.unpack(">I", self.take(file, 4))
        demand(1 <= length <= most, "clear", f"a length of {length}", offset)
        return self.take(file, length)

    def read_header(self, header):
        demand(member(header, "format", str) == "sealpost-package/1", "clear", "another format")
        demand(member(header, "suite", str) == "AES256GCM-HKDF-SHA256-1M", "clear", "another suite")
        demand(member(header, "crit", list) == [], "clear", "something unknown must be understood")
        self.length = member(header, "plaintext_len", int)
        self.segments = 1 if self.length <= FIRST else 1 - (FIRST - self.length) // REST
        demand(self.length > 0 and self.segments <= 1 << 20, "clear", "an impossible plaintext_len")
        self.stream_length = 40 + self.length + TAG * self.segments
        demand(member(header, "segments", int) == self.segments, "clear", "another number of segments")
        demand(member(header, "ciphertext_len", int) == self.stream_length, "clear", "another ciphertext_len")
        self.id = hex_member(header, "id", 16)
        self.commitment = hex_member(header, "commitment", 32)
        self.signer = hex_member(header, "signer", 32)
        self.recipients = [read_stanza(stanza) for stanza in member(header, "recipients", list)]

    def read_stanzas(self):
        roles = [stanza["role"] for stanza in self.recipients]
        demand(roles == ["centre", "applicant"], "clear", "not one centre and one applicant")
        centre, applicant = self.recipients
        demand(centre["kem"] == applicant["kem"], "clear", "recipients of different KEMs")
        demand(centre["kid"] != applicant["kid"], "clear", "the same key twice")

    def read_statement(self, data):
        payload, self.leaf, self.chain = read_sign1(data, "application/sealpost-statement+json")
        self.statement = says = read_json(payload)
        spki = self.leaf.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        demand(sha256(spki) == self.signer, "clear", "signed by another key than the header names")
        demand(member(says, "format", str) == "sealpost-statement/1", "clear", "another statement format")
        demand(hex_member(says, "package", 16) == self.id, "clear", "the statement of another package")
        demand(hex_member(says, "header_sha256", 32) == self.a, "clear", "the statement of another header")
        demand(member(says, "ciphertext_len", int) == self.stream_length, "clear", "another ciphertext_len")
        self.root = hex_member(says, "manifest_root", 32)
        if says.get("previous_root", "") is not None:
            hex_member(says, "previous_root", 32)
        for name in "centre", "organisation", "kind", "time":
            member(says, name, str)
        self.application, self.sequence = member(says, "application", str), member(says, "sequence", str)
        demand(application_is_legal(self.application), "clear", "no legal application")
        demand(
            re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", self.sequence) and self.sequence[-1] != ".",
            "clear",
            "no legal sequence",
        )
        if "remark" in says:
            demand(1 <= len(member(says, "remark", str).encode()) <= 2000, "clear", "no legal remark")
        check_leaf(self.leaf, says["organisation"])


def application_is_legal(text):
    control = any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in text)
    return 1 <= len(text) <= 64 and not control and text.strip() == text


def read_stanza(stanza):
    demand(type(stanza) is dict, "clear", "a stanza is no object")
    kem = member(stanza, "kem", int)
    demand(kem in (X25519, X_WING), "clear", "an unknown KEM")
    demand((member(stanza, "kdf", int), member(stanza, "aead", int)) == (1, 2), "clear", "an unknown KDF or AEAD")
    demand(member(stanza, "role", str) in ("centre", "applicant", "escrow"), "clear", "an unknown role")
    wrap = hex_member(stanza, "wrap", 80 if kem == X25519 else 1168)
    return {"kid": hex_member(stanza, "kid", 16), "role": stanza["role"], "kem": kem, "wrap": wrap}


# COSE_Sign1 ---------------------------------------------------------------------------------------------------------


class Cbor:
    """The little deterministic CBOR that a statement needs; every length and number in its shortest form."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def raw(self, length):
        demand(self.at + length <= len(self.data), "clear", "the CBOR ends too early")
        self.at += length
        return self.data[self.at - length : self.at]

    def head(self, *majors):
        first = self.raw(1)[0]
        major, info = first >> 5, first & 31
        demand(major in majors and info < 28, "clear", "not the expected CBOR")
        if info < 24:
            return major, info
        size = 1 << (info - 24)
        value = int.from_bytes(self.raw(size), "big")
        shortest = value >= (24 if size == 1 else 1 << (4 * size))
        demand(shortest, "clear", "not deterministic CBOR")
        return major, value

    def number(self):
        major, value = self.head(0, 1)
        return value if major == 0 else -1 - value

    def bytes(self):
        return self.raw(self.head(2)[1])

    def text(self):
        try:
            return self.raw(self.head(3)[1]).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused("clear", "text that is not UTF-8") from error

    def ends(self):
        demand(self.at == len(self.data), "clear", "something follows the CBOR")


def cbor_bytes(data, major=2):
    if len(data) < 24:
        return bytes([major << 5 | len(data)]) + data
    size = next(size for size in (1, 2, 4, 8) if len(data) < 1 << (8 * size))
    return bytes([major << 5 | 23 + size.bit_length()]) + len(data).to_bytes(size, "big") + data


def read_sign1(data, content_type):
    cbor = Cbor(data)
    demand(cbor.head(6)[1] == 18 and cbor.head(4)[1] == 4, "clear", "not a tagged COSE_Sign1")
    protected = cbor.bytes()
    demand(cbor.head(5)[1] == 0, "clear", "the unprotected map is not empty")
    payload, signature = cbor.bytes(), cbor.bytes()
    cbor.ends()

    inner = Cbor(protected)
    demand(inner.head(5)[1] == 3, "clear", "not exactly three protected headers")
    demand(inner.number() == 1, "clear", "no algorithm")
    algorithm = inner.number()
    demand(inner.number() == 3 and inner.text() == content_type, "clear", "another content type")
    demand(inner.number() == 33, "clear", "no certificate")
    if inner.data[inner.at] >> 5 == 4:
        count = inner.head(4)[1]
        demand(count >= 2, "clear", "a chain of one is a byte string")
        chain = [inner.bytes() for _ in range(count)]
    else:
        chain = [inner.bytes()]
    inner.ends()
    try:
        chain = [x509.load_der_x509_certificate(der) for der in chain]
        key = chain[0].public_key()
    except ValueError as error:
        raise Refused("clear", "not a certificate") from error

    signed = b"\x84" + cbor_bytes(b"Signature1", 3) + cbor_bytes(protected) + b"\x40" + cbor_bytes(payload)
    demand(len(signature) == 64, "clear", "the signature has another length")
    try:
        if isinstance(key, ed25519.Ed25519PublicKey) and algorithm == -8:
            key.verify(signature, signed)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm == -7:
            demand(isinstance(key.curve, ec.SECP256R1), "clear", "another curve")
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
        else:
            raise Refused("clear", "the algorithm is not the certificate's")
    except InvalidSignature as error:
        raise Refused("clear", "the signature does not hold") from error
    return payload, chain[0], chain


def check_leaf(leaf, organisation):
    def name(oid):
        return [attribute.value for attribute in leaf.subject.get_attributes_for_oid(oid)]

    demand(name(NameOID.COMMON_NAME) == [organisation], "clear", "the certificate of another organisation")
    demand(name(NameOID.ORGANIZATIONAL_UNIT_NAME) == ["applicant-signing"], "clear", "a certificate of another role")
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        extended = list(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound as error:
        raise Refused("clear", "a certificate without usages") from error
    demand(usage.digital_signature and DOCUMENT_SIGNING in extended, "clear", "not a certificate for signing")
    demand(ExtendedKeyUsageOID.CLIENT_AUTH not in extended, "clear", "a certificate for TLS")


def trusted(chain, authority):
    """Whether each certificate is signed by the next and the last by the CA. Dates are judged by who knows the time."""
    try:
        for certificate, issuer in zip(chain, [*chain[1:], authority]):
            certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


# Keys ---------------------------------------------------------------------------------------------------------------


def times(a, b):
    """The product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def join(shares):
    """The private key out of enough shares: Lagrange's polynomial at 0, byte by byte."""
    points = {share["index"]: bytes.fromhex(share["share"]) for share in shares}
    if len({share["kid"] for share in shares}) > 1 or len(points) < shares[0]["needed"]:
        raise ValueError("too few shares, or not all of one key")
    secret = bytearray(32)
    for x, values in points.items():
        weight = 1
        for other in points:
            if other != x:
                inverse = next(i for i in range(1, 256) if times(i, x ^ other) == 1)
                weight = times(weight, times(other, inverse))
        secret = bytearray(byte ^ times(weight, value) for byte, value in zip(secret, values, strict=True))
    return bytes(secret)


class Key:
    """A private key out of a key file, or of the files of its shares."""

    def __init__(self, *texts):
        files = [json.loads(text) for text in texts]
        held = files[0]
        self.kem, secret = held["kem"], join(files) if "share" in held else bytes.fromhex(held["private"])
        if self.kem == X25519:
            self.private = x25519.X25519PrivateKey.from_private_bytes(secret)
            public = self.private.public_key().public_bytes_raw()
            kem = hpke.KEM.X25519
        elif self.kem == X_WING:
            expanded = hashlib.shake_256(secret).digest(96)
            lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
            curve = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
            self.private = hpke.MLKEM768X25519PrivateKey(lattice, curve)
            public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
            kem = hpke.KEM.MLKEM768_X25519
        else:
            raise ValueError(f"an unknown KEM, {self.kem}")
        self.kid = sha256(struct.pack(">H", self.kem) + public)[:16]
        if (self.kid.hex(), public.hex()) != (held["kid"], held["public"]):
            raise ValueError("kid or public key are not those of the private key")
        self.suite = hpke.Suite(kem, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)

    def unwrap(self, head, beside):
        stanzas = [stanza for stanza in head.recipients + beside if stanza["kid"] == self.kid]
        demand(stanzas, "key", "the key is no recipient of this package")
        info = b"sealpost-package/1 wrap" + head.id + self.kid.hex().encode()
        try:
            key = self.suite.decrypt(stanzas[0]["wrap"], self.private, info)
        except Exception as error:  # the library has several for one cause
            raise Refused("key", "the stanza does not open") from error
        demand(len(key) == 32, "key", "no data key")
        return key


def derive(key, salt, info):
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(key)


# Stream -------------------------------------------------------------------------------------------------------------


class Plaintext:
    """The decrypted bytes in order, one segment in memory at a time."""

    def __init__(self, file, head, key):
        self.file, self.head, self.digests = file, head, []
        self.left, self.buffer, self.position = head.length, b"", 0
        first = self.block(0)
        demand(first[:1] == b"\x28", "stream", "the stream does not begin with 28", head.payload)
        salt, self.prefix = first[1:33], first[33:40]
        commitment = derive(key, salt, b"sealpost-package/1 commitment")
        demand(hmac.compare_digest(commitment, head.commitment), "stream", "another data key", head.payload + 1)
        self.cipher = AESGCM(derive(key, salt, head.a))
        self.next = 0
        self.decrypt(first[40:])

    def block(self, index):
        length = min(MEBIBYTE, self.head.stream_length - index * MEBIBYTE)
        data = self.file.read(length)
        offset = self.head.payload + index * MEBIBYTE
        demand(len(data) == length, "stream", "the file ends", offset + len(data))
        self.digests.append(sha256(data))
        return data

    def decrypt(self, sealed):
        last = self.next == self.head.segments - 1
        nonce = self.prefix + struct.pack(">IB", self.next, last)
        try:
            self.buffer = self.cipher.decrypt(nonce, sealed, b"")
        except InvalidTag as error:
            offset = self.head.payload + self.next * MEBIBYTE
            raise Refused("stream", f"segment {self.next} is not what was sealed there", offset) from error
        self.next += 1

    def chunk(self, most):
        if not self.buffer and self.next < self.head.segments:
            self.decrypt(self.block(self.next))
        chunk, self.buffer = self.buffer[:most], self.buffer[most:]
        self.position += len(chunk)
        self.left -= len(chunk)
        return chunk

    def take(self, length):
        parts = []
        while length:
            chunk = self.chunk(length)
            demand(chunk, "bag", "the bag ends too early")
            parts.append(chunk)
            length -= len(chunk)
        return b"".join(parts)

    def place(self, position):
        segment = 0 if position < FIRST else 1 + (position - FIRST) // REST
        return self.head.payload + 40 + position + TAG * segment

    def ends(self):
        demand(not self.file.read(1), "stream", "the file goes on", self.head.payload + self.head.stream_length)


# Bag ----------------------------------------------------------------------------------------------------------------


def local_header(name, size, crc):
    fixed = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0x0800, 0, 0, 0x0021, crc, 2**32 - 1, 2**32 - 1, len(name), 20)
    return fixed + name + struct.pack("<HHQQ", 1, 16, size, size)


def central_header(name, size, crc, offset):
    fixed = struct.pack(
        "<IHHHHHHIIIHHHHHII",
        *(0x02014B50, 0x002D, 45, 0x0800, 0, 0, 0x0021, crc, 2**32 - 1, 2**32 - 1, len(name), 28, 0, 0, 0, 0, 2**32 - 1),
    )
    return fixed + name + struct.pack("<HHQQQ", 1, 24, size, size, offset)


def end_records(entries, size, offset):
    return (
        struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, entries, entries, size, offset)
        + struct.pack("<IIQI", 0x07064B50, 0, offset + size, 1)
        + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    )


class Names:
    """The rules for names, and which names are taken."""

    DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[1-9¹²³])$")

    def __init__(self):
        self.files, self.folders, self.before = set(), set(), b""

    def take(self, raw):
        try:
            path = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused("bag", "a name that is not UTF-8") from error
        demand(len(raw) <= 1024, "bag", "a path over 1024 bytes")
        for component in path.split("/"):
            stem = component.split(".")[0].rstrip(" ").upper()
            demand(component and len(component.encode()) <= 255, "bag", f"the name {path!r}")
            demand(component not in (".", "..") and component[-1] not in " .", "bag", f"the name {path!r}")
            demand(not re.search(r'[\x00-\x1f\x7f\\:*?"<>|%]', component), "bag", f"the name {path!r}")
            demand(not self.DEVICE.match(stem), "bag", f"the device name {path!r}")
        demand(raw > self.before, "bag", f"{path!r} is out of order")
        self.before = raw
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        folders = [key[:at] for at, character in enumerate(key) if character == "/"]
        clash = key in self.files or key in self.folders or any(folder in self.files for folder in folders)
        demand(not clash, "bag", f"{path!r} falls on another name")
        self.files.add(key)
        self.folders.update(folders)
        return path


class Bag:
    """One forward pass: entries, central directory, end records, each compared with what it must be."""

    def __init__(self, plaintext, head, out):
        self.plaintext, self.head, self.out = plaintext, head, out
        self.central, self.entries, self.manifest = [], 0, []
        self.files = self.bytes = 0

    def check(self):
        info_text = self.small(b"bag-info.txt", 4096)
        bagit = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        demand(self.small(b"bagit.txt", 4096) == bagit, "bag", "another bagit.txt")
        folder = f"data/{self.head.sequence}/".encode()
        names = Names()
        name, size, crc = self.entry()
        while name.startswith(folder):
            names.take(name[len(folder) :])
            self.files += 1
            demand(self.files <= 1_000_000, "bag", "too many files")
            digest = self.content(name, size, crc)
            self.manifest.append(digest.hex().encode() + b"  " + name)
            self.bytes += size
            name, size, crc = self.entry()
        demand(self.files > 0, "bag", "a bag without files")
        info = (
            f"Bag-Group-Identifier: {self.head.application}\nExternal-Identifier: {self.head.sequence}\n"
            f"Payload-Oxum: {self.bytes}.{self.files}\n"
        ).encode()
        demand(info_text == info, "bag", "another bag-info.txt")
        demand(name == b"manifest-sha256.txt", "bag", f"an entry {name!r}")
        manifest = b"".join(line + b"\n" for line in self.manifest)
        demand(size == len(manifest), "bag", "a manifest of another length")
        demand(self.content(name, size, crc) == sha256(manifest), "bag", "another manifest")
        tags = ((b"bag-info.txt", info), (b"bagit.txt", bagit), (name, manifest))
        tag_manifest = b"".join(sha256(text).hex().encode() + b"  " + tag + b"\n" for tag, text in tags)
        demand(self.small(b"tagmanifest-sha256.txt", 241) == tag_manifest, "bag", "another tag manifest")
        self.root = sha256(tag_manifest)
        demand(self.root == self.head.root, "bag", "the root is not the signed one")
        self.directory()
        self.plaintext.ends()

    def entry(self):
        """A local header, made again from the name, size and CRC-32 that it claims."""
        offset = self.plaintext.position
        where = self.plaintext.place(offset)
        fixed = self.plaintext.take(30)
        (length,) = struct.unpack("<H", fixed[26:28])
        (crc,) = struct.unpack("<I", fixed[14:18])
        demand(fixed[:4] == b"PK\3\4" and length <= 1062, "bag", "no local header", where)
        name, extra = self.plaintext.take(length), self.plaintext.take(20)
        (size,) = struct.unpack("<Q", extra[4:12])
        demand(fixed + name + extra == local_header(name, size, crc), "bag", "not a canonical header", where)
        demand(size <= self.plaintext.left, "bag", "a size beyond the end", where)
        self.central.append(central_header(name, size, crc, offset))
        return name, size, crc

    def content(self, name, size, crc):
        """The SHA-256 of a content that is written out; its CRC-32 must be the one of its header."""
        digest, found, left = hashlib.sha256(), 0, size
        with self.file(name) as file:
            while left:
                chunk = self.plaintext.chunk(left)
                digest.update(chunk)
                found = zlib.crc32(chunk, found)
                file.write(chunk)
                left -= len(chunk)
        demand(found == crc, "bag", f"the CRC-32 of {name!r}")
        return digest.digest()

    def small(self, expected, most):
        name, size, crc = self.entry()
        demand(name == expected and size <= most, "bag", f"an entry {name!r} where {expected!r} must be")
        text = self.plaintext.take(size)
        demand(zlib.crc32(text) == crc, "bag", f"the CRC-32 of {name!r}")
        with self.file(name) as file:
            file.write(text)
        return text

    def file(self, name):
        if self.out is None:
            return io.BytesIO()
        place = self.out / name.decode()
        place.parent.mkdir(parents=True, exist_ok=True)
        return open(place, "xb")

    def directory(self):
        offset = self.plaintext.position
        central = b"".join(self.central)
        demand(self.plaintext.take(len(central)) == central, "bag", "another central directory")
        end = end_records(len(self.central), len(central), offset)
        demand(self.plaintext.left == 98 and self.plaintext.take(98) == end, "bag", "other end records")


def tree(entries):
    """RFC 9162 section 2.1.1."""
    level = [sha256(b"\0" + entry) for entry in entries]
    while len(level) > 1:
        pairs = [sha256(b"\1" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) & ~1 :]
    return level[0]


# Program ------------------------------------------------------------------------------------------------------------


def open_package(file, key, *, beside=(), out=None, digests=None):
    """Opens the package that `file` reads and returns what it is. Raises Refused."""
    head = Head(file)
    plaintext = Plaintext(file, head, key.unwrap(head, list(beside)))
    bag = Bag(plaintext, head, out)
    bag.check()
    if digests is not None:
        demand(b"".join(plaintext.digests) == digests, "stream", "other segment digests than were noted")
    return head, {
        "root": bag.root.hex(),
        "files-root": tree(bag.manifest).hex(),
        "package-digest": tree(plaintext.digests).hex(),
        "files": bag.files,
        "bytes": bag.bytes,
        "organisation": head.statement["organisation"],
        "application": head.application,
        "sequence": head.sequence,
    }


def load_certificate(data):
    return x509.load_pem_x509_certificate(data) if data.startswith(b"-----") else x509.load_der_x509_certificate(data)


def main():
    parser = argparse.ArgumentParser(description="Opens a sealed package, checks every byte, writes the bag out.")
    parser.add_argument("package", type=Path)
    parser.add_argument("--key", type=Path, required=True, nargs="+", help="key file (JSON), or enough shares of a key")
    parser.add_argument("--wraps", type=Path, help="stanzas kept beside the package")
    parser.add_argument("--ca", type=Path, help="CA certificate that the signer must lead to, PEM or DER")
    parser.add_argument("--digests", type=Path, help="segment digests kept beside the package")
    parser.add_argument("--out", type=Path, help="new folder for the bag")
    arguments = parser.parse_args()
    if arguments.out:
        os.makedirs(arguments.out)
    lines = arguments.wraps.read_bytes().splitlines() if arguments.wraps else []
    try:
        with open(arguments.package, "rb") as file:
            head, found = open_package(
                file,
                Key(*(path.read_text() for path in arguments.key)),
                beside=[read_stanza(read_json(line)) for line in lines],
                out=arguments.out,
                digests=arguments.digests.read_bytes() if arguments.digests else None,
            )
        if arguments.ca:
            authority = load_certificate(arguments.ca.read_bytes())
            demand(trusted(head.chain, authority), "clear", "the signer does not lead to the CA")
        print(json.dumps({"state": "sound", "trusted": bool(arguments.ca), **found}, ensure_ascii=False))
        return 0
    except Refused as refused:
        state = {"state": "refused", "where": refused.where, "offset": refused.offset, "why": refused.why}
        print(json.dumps(state, ensure_ascii=False))
        return 3


if __name__ == "__main__":
    sys.exit(main())
