#!/usr/bin/env python3
"""Makes the known answers of this folder with other implementations than the crate under test.

Uses PyPI `cryptography` (HPKE with X-Wing and X25519, AES-GCM) and the standard library; HKDF and the tree hash are
written out after RFC 5869 section 2 and RFC 9162 section 2.1.   usage: make.py FOLDER
Wraps are randomised, so a new run gives other wraps that open to the same data key.
"""
import hashlib
import hmac
import json
import pathlib
import sys

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FIRST, REST, WIRE = 1_048_520, 1_048_560, 1 << 20


def hkdf(key, salt, info):
    extracted = hmac.new(salt, key, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def kid(kem, public):
    return hashlib.sha256(kem.to_bytes(2, "big") + public).digest()[:16].hex()


def pattern(length):
    """SHA-256 in counter mode over nothing: bytes that anyone can make again."""
    blocks = (hashlib.sha256(i.to_bytes(8, "big")).digest() for i in range(length // 32 + 1))
    return b"".join(blocks)[:length]


def x_wing(seed):
    expanded = hashlib.shake_256(seed).digest(96)
    quantum = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    classical = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
    public = quantum.public_key().public_bytes_raw() + classical.public_key().public_bytes_raw()
    return hpke.MLKEM768X25519PrivateKey(quantum, classical), public


def x25519_alone(scalar):
    private = x25519.X25519PrivateKey.from_private_bytes(scalar)
    return private, private.public_key().public_bytes_raw()


def wrap(kem, kind, make, secret):
    private, public = make(secret)
    name, package, key = kid(kem, public), bytes(range(16)), bytes(range(100, 132))
    info = b"sealpost-package/1 wrap" + package + name.encode()
    suite = hpke.Suite(kind, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    return {
        "expect": "the wrap opens with the private key and this info to the data key",
        "kem": kem, "kid": name, "private": secret.hex(), "public": public.hex(), "info": info.hex(),
        "data_key": key.hex(), "wrap": suite.encrypt(key, private.public_key(), info=info).hex(),
    }


def stream():
    key, salt, prefix, aad = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 71)), bytes(range(71, 103))
    plaintext = pattern(FIRST + REST + 1000)
    parts = [plaintext[:FIRST], plaintext[FIRST:FIRST + REST], plaintext[FIRST + REST:]]
    cipher = AESGCM(hkdf(key, salt, aad))
    sealed = [
        cipher.encrypt(prefix + i.to_bytes(4, "big") + bytes([i == len(parts) - 1]), part, b"")
        for i, part in enumerate(parts)
    ]
    return {
        "expect": "sealing the pattern of this length gives segments with these SHA-256, and they open to it again",
        "data_key": key.hex(), "salt": salt.hex(), "prefix": prefix.hex(), "aad": aad.hex(),
        "commitment": hkdf(key, salt, b"sealpost-package/1 commitment").hex(),
        "plaintext_len": len(plaintext), "segments": [hashlib.sha256(part).hexdigest() for part in sealed],
    }


def root(entries):
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return hashlib.sha256(b"\1" + root(entries[:split]) + root(entries[split:])).digest()


def tree():
    entries = [hashlib.sha256(bytes([i])).digest() for i in range(40)]
    return {
        "expect": "the root over the first k entries, entry i being SHA-256 of the byte i, is roots[k]",
        "roots": [root(entries[:count]).hex() for count in range(len(entries) + 1)],
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    vectors = {
        "wrap-x-wing": wrap(25722, hpke.KEM.MLKEM768_X25519, x_wing, bytes(range(200, 232))),
        "wrap-x25519": wrap(32, hpke.KEM.X25519, x25519_alone, bytes(range(150, 182))),
        "stream": stream(),
        "tree": tree(),
    }
    for name, vector in vectors.items():
        (folder / f"{name}.json").write_text(json.dumps(vector, indent=1) + "\n")


if __name__ == "__main__":
    main()
