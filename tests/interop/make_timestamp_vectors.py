#!/usr/bin/env python3
"""Writes tests/vectors/timestamp/*.vector: tokens as RFC 3161, 5816 and 5652 say, and others that only look like it.

    make_timestamp_vectors.py [DIR]

Keys and signatures are new in every run. `openssl ts -verify` was of the same opinion about nearly all (it reads
PKCS #7, an older form without PSS and key identifiers), and the tokens called
openssl-… were made by `openssl ts -reply`.
"""

import datetime
import hashlib
import pathlib
import subprocess
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

WHERE = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent / "vectors" / "timestamp")
DATA = b"sealpost-log/CDE/0123456789abcdef\n1234\n"
TIME = datetime.datetime(2026, 11, 22, 10, 5, 33)
DAY = datetime.timedelta(days=1)
STAMPING = ExtendedKeyUsageOID.TIME_STAMPING
TST_INFO, SIGNED_DATA = "1.2.840.113549.1.9.16.1.4", "1.2.840.113549.1.7.2"
CONTENT_TYPE, DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
ESS, ESS_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
HASHES = {"sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1", "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3"}
ECDSA = {"sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3", "sha512": "1.2.840.10045.4.3.4"}
RSA, PSS, MGF1 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
RSA_WITH = {"sha256": "1.2.840.113549.1.1.11", "sha384": "1.2.840.113549.1.1.12", "sha512": "1.2.840.113549.1.1.13"}


# DER (X.690)

def element(tag, *parts):
    content = b"".join(parts)
    length = len(content)
    head = bytes([length]) if length < 128 else bytes([0x80 | (length.bit_length() + 7) // 8]) + length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag]) + head + content


def sequence(*parts):
    return element(0x30, *parts)


def a_set(*parts):
    return element(0x31, *sorted(parts))


def number(value):
    return element(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(value):
    return element(4, value)


def oid(text):
    first, second, *rest = map(int, text.split("."))
    content = bytearray()
    for arc in [first * 40 + second, *rest]:
        group = [arc & 127]
        while arc := arc >> 7:
            group.append(128 | arc & 127)
        content += bytes(reversed(group))
    return element(6, bytes(content))


NULL = element(5)


# Certificates

def name(common):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Time"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


class Identity:
    """A key with its certificate; without an issuer a root."""

    def __init__(self, common, key, issuer=None, days=(-365, 3650), usage=((STAMPING,), True), more=()):
        self.key, parent = key, issuer or self
        subject, above = name(common), issuer.certificate.subject if issuer else name(common)
        builder = x509.CertificateBuilder(above, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(TIME + days[0] * DAY).not_valid_after(TIME + days[1] * DAY)
        authority = issuer is None or usage is None
        builder = builder.add_extension(x509.BasicConstraints(authority, None), True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        signs = dict.fromkeys(["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"], False)
        builder = builder.add_extension(x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, **signs), True)
        if not authority and usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usage[0]), usage[1])
        self.certificate = builder.sign(parent.key, hashes.SHA256())
        self.der = self.certificate.public_bytes(serialization.Encoding.DER)


def curve(kind=ec.SECP256R1):
    return ec.generate_private_key(kind())


# Tokens

def algorithm(hash_name, with_null=True):
    return sequence(oid(HASHES[hash_name]), NULL if with_null else b"")


def info(data=DATA, hash_name="sha256", version=1, time=b"20261122100533Z", nonce=0x4142434445464748, tail=b""):
    imprint = sequence(algorithm(hash_name), octets(hashlib.new(hash_name, data).digest()))
    parts = [number(version), oid("1.2.3.4.1"), imprint, number(77), element(0x18, time)]
    return sequence(*parts, number(nonce) if nonce else b"", tail)


def ess(signer, hash_name="sha256", der=None):
    digest = hashlib.new(hash_name, der or signer.der).digest()
    if hash_name == "sha1":
        return sequence(oid(ESS), a_set(sequence(sequence(sequence(octets(digest))))))
    algorithm_of = b"" if hash_name == "sha256" else algorithm(hash_name)
    return sequence(oid(ESS_V2), a_set(sequence(sequence(sequence(algorithm_of, octets(digest))))))


def sign(key, message, hash_name, how):
    """Signature, and its AlgorithmIdentifier."""
    hash_of = getattr(hashes, hash_name.upper())()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(hash_of)), sequence(oid(ECDSA[hash_name]))
    if isinstance(key, rsa.RSAPrivateKey) and how == "pss":
        mask = sequence(oid(MGF1), algorithm(hash_name))
        parts = [element(0xA0, algorithm(hash_name)), element(0xA1, mask), element(0xA2, number(hash_of.digest_size))]
        signature = key.sign(message, padding.PSS(padding.MGF1(hash_of), hash_of.digest_size), hash_of)
        return signature, sequence(oid(PSS), sequence(*parts))
    kind = RSA if how == "plain" else RSA_WITH[hash_name]
    return key.sign(message, padding.PKCS1v15(), hash_of), sequence(oid(kind), NULL)


def signer_info(signer, content, hash_name="sha256", attributes=None, how="plain", by_key=False, key=None, unsorted=False):
    digest = hashlib.new(hash_name, content).digest()
    if attributes is None:
        attributes = [ess(signer)]
    kept = [sequence(oid(CONTENT_TYPE), a_set(oid(TST_INFO))), sequence(oid(DIGEST), a_set(octets(digest))), *attributes]
    signature, kind = sign(key or signer.key, a_set(*kept), hash_name, how)
    issuer = signer.certificate.issuer.public_bytes()
    identifier = sequence(issuer, number(signer.certificate.serial_number))
    if by_key:
        identifier = element(0x80, signer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest)
    shown = kept if not unsorted else sorted(kept, reverse=True)
    shown = shown if unsorted else sorted(shown)
    return sequence(number(3 if by_key else 1), identifier, algorithm(hash_name), element(0xA0, *shown), kind, octets(signature))


def token(signers, certificates, content, kind=TST_INFO, hash_name="sha256"):
    inner = sequence(oid(kind), element(0xA0, octets(content)))
    held = element(0xA0, *certificates) if certificates else b""
    data = sequence(number(3), a_set(algorithm(hash_name)), inner, held, element(0x31, *signers))
    return sequence(oid(SIGNED_DATA), element(0xA0, data))


def stamp(signer, *chain, content=None, certificates=None, **how):
    content = info() if content is None else content
    held = [one.der for one in (signer, *chain)] if certificates is None else certificates
    return token([signer_info(signer, content, **how)], held, content, hash_name=how.get("hash_name", "sha256"))


# Vectors

def pem(der):
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def openssl_accepts(made, trust):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for file, content in (("data", DATA), ("token", made), ("ca.pem", pem(trust.der))):
            (folder / file).write_bytes(content)
        at = str(int(TIME.replace(tzinfo=datetime.timezone.utc).timestamp()))
        command = ["openssl", "ts", "-verify", "-data", "data", "-in", "token", "-token_in", "-CAfile", "ca.pem", "-attime", at]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return ran.returncode == 0, ran.stdout + ran.stderr


def write(title, expect, about, made, trust, judge=True):
    if judge:
        accepted, said = openssl_accepts(made, trust)
        if accepted != (expect == "accepted"):
            sys.exit(f"{title}: openssl says {said}")
    lines = {"expect": expect, "about": about, "data": DATA.hex(), "token": made.hex(), "trust": trust.der.hex()}
    (WHERE / f"{title}.vector").write_text("".join(f"{key}: {value}\n" for key, value in lines.items()))


def from_openssl(signer, chain, options=""):
    """What openssl's own authority answers."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "data").write_bytes(DATA)
        (folder / "serial").write_text("01\n")
        (folder / "signer.pem").write_bytes(pem(signer.der))
        (folder / "chain.pem").write_bytes(b"".join(pem(one.der) for one in chain))
        kind = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "key.pem").write_bytes(signer.key.private_bytes(*kind))
        settings = "[tsa]\ndefault_tsa = one\n[one]\nserial = serial\nsigner_cert = signer.pem\ncerts = chain.pem\n"
        settings += f"signer_key = key.pem\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1, millisecs:500\nordering = yes\ntsa_name = yes\n{options}\n"
        (folder / "tsa.cnf").write_text(settings)
        for command in (
            ["query", "-data", "data", "-sha256", "-cert", "-out", "query"],
            ["reply", "-config", "tsa.cnf", "-queryfile", "query", "-token_out", "-out", "token"],
        ):
            subprocess.run(["openssl", "ts", "-" + command[0], *command[1:]], cwd=folder, check=True, capture_output=True)
        return (folder / "token").read_bytes()


def main():
    WHERE.mkdir(parents=True, exist_ok=True)
    root, other = Identity("Root", curve()), Identity("Other Root", curve())
    good = Identity("Stamper", curve(), root)
    long = Identity("RSA Root", rsa.generate_private_key(65537, 3072))
    middle = Identity("RSA CA", rsa.generate_private_key(65537, 2048), long, usage=None)
    strong = Identity("RSA Stamper", rsa.generate_private_key(65537, 2048), middle)
    top = Identity("P-384 Root", curve(ec.SECP384R1))
    big = Identity("P-384 Stamper", curve(ec.SECP384R1), top)

    def accepted(title, about, made, trust=root, judge=True):
        write(title, "accepted", about, made, trust, judge)

    def refused(title, about, made, trust=root, judge=True):
        write(title, "refused", about, made, trust, judge)

    accepted("p256", "ECDSA with P-256 and SHA-256", stamp(good))
    accepted("p256-sha512", "ECDSA with P-256 and SHA-512", stamp(good, hash_name="sha512"))
    accepted("p384", "ECDSA with P-384 and SHA-384", stamp(big, hash_name="sha384"), top)
    accepted("p384-sha256", "ECDSA with P-384 and SHA-256", stamp(big), top)
    accepted("rsa", "RSA PKCS #1 v1.5 under the name rsaEncryption, with a chain of three", stamp(strong, middle), long)
    accepted("rsa-sha512", "RSA PKCS #1 v1.5 under its full name", stamp(strong, middle, hash_name="sha512", how="full"), long)
    accepted("rsa-pss", "RSA PSS", stamp(strong, middle, how="pss"), long, judge=False)
    accepted("root-too", "the root came along", stamp(strong, long, middle), long)
    accepted("by-key", "the signer named by subjectKeyIdentifier", stamp(good, by_key=True), judge=False)
    accepted("ess-sha1", "SigningCertificate of RFC 2634 instead of V2", stamp(good, attributes=[ess(good, "sha1")]))
    accepted("ess-both", "SigningCertificate and SigningCertificateV2", stamp(good, attributes=[ess(good, "sha1"), ess(good)]))
    accepted("ess-sha512", "SigningCertificateV2 with SHA-512", stamp(good, attributes=[ess(good, "sha512")]))
    accepted("unsorted", "signed attributes not in DER's order", stamp(good, unsorted=True), judge=False)
    accepted("fraction", "a fraction of a second", stamp(good, content=info(time=b"20261122100533.25Z")))
    accepted("no-nonce", "without a nonce", stamp(good, content=info(nonce=None)))
    plain = element(0xA1, sequence(oid("1.2.3.4.5"), octets(b"")))
    accepted("extension", "an extension that is not critical", stamp(good, content=info(tail=plain)))
    past = Identity("Retired Stamper", curve(), root, days=(-700, 1))
    accepted("retired", "the certificate ended a day after the stamp", stamp(past))
    for title, about, settings in (
        ("openssl-ess2", "openssl's own authority", "ess_cert_id_alg = sha256"),
        ("openssl-ess1", "openssl's own authority with SigningCertificate", "ess_cert_id_alg = sha1"),
    ):
        made = from_openssl(strong, [middle, long], settings)
        accepted(title, about, made, long, judge=False)

    refused("other-data", "over other bytes", stamp(good, content=info(b"other")))
    refused("other-hash", "an imprint that is not SHA-256", stamp(good, content=info(hash_name="sha512")), judge=False)
    refused("version", "TSTInfo of version 2", stamp(good, content=info(version=2)))
    refused("local-time", "a time without Z", stamp(good, content=info(time=b"20261122100533+0800")), judge=False)
    critical = element(0xA1, sequence(oid("1.2.3.4.5"), element(1, b"\xff"), octets(b"")))
    refused("critical", "a critical extension that nobody knows", stamp(good, content=info(tail=critical)), judge=False)
    refused("other-root", "of another authority", stamp(good), other)
    stranger = Identity("Stamper", curve(), other)
    refused("stranger", "a certificate of the same name under another root", stamp(stranger))
    refused("no-middle", "the certificate between signer and root is missing", stamp(strong), long)
    for title, about, usage in (
        ("no-usage", "a certificate without extended key usage", ((), False)),
        ("code", "a certificate for code", ((ExtendedKeyUsageOID.CODE_SIGNING,), True)),
        ("two-usages", "a certificate for time-stamps and code", ((STAMPING, ExtendedKeyUsageOID.CODE_SIGNING), True)),
        ("not-critical", "an extended key usage that is not critical", ((STAMPING,), False)),
    ):
        signer = Identity("Wrong", curve(), root, usage=usage if usage[0] else ())
        refused(title, about, stamp(signer), judge=title != "no-usage")
    ended = Identity("Expired", curve(), root, days=(-365, -1))
    refused("expired", "the certificate ended a day before the stamp", stamp(ended))
    early = Identity("Early", curve(), root, days=(1, 365))
    refused("early", "the certificate began a day after the stamp", stamp(early))
    old = Identity("Old Root", curve(), days=(-3650, -1))
    refused("old-root", "the CA's certificate ended a day before the stamp", stamp(Identity("Heir", curve(), old)), old)
    refused("no-certificate", "no certificate came along", stamp(good, certificates=[]), judge=False)
    refused("no-ess", "the attributes name no certificate", stamp(good, attributes=[]), judge=False)
    twin = Identity("Stamper", good.key, root)
    refused("twin", "the attributes name another certificate of the same key", stamp(good, twin, attributes=[ess(twin)]))
    refused("ess-disagree", "SigningCertificate names another certificate than V2", stamp(good, attributes=[ess(twin, "sha1"), ess(good)]), judge=False)
    refused("other-key", "signed by another key", stamp(good, key=curve()))
    one, two = signer_info(good, info()), signer_info(good, info())
    refused("two-signers", "two signatures", token([one, two], [good.der], info()))
    refused("no-signer", "no signature", token([], [good.der], info()))
    refused("other-kind", "signed, but no time-stamp", token([one], [good.der], info(), kind="1.2.840.113549.1.7.1"))
    changed = info(time=b"20251122100533Z")
    refused("changed-time", "the time was changed after the signature", token([one], [good.der], changed))
    whole = stamp(good)
    refused("cut", "the last byte is missing", whole[:-1])
    refused("longer", "a byte follows", whole + b"\x00", judge=False)
    refused("empty", "nothing", b"", judge=False)
    weak = Identity("Weak", rsa.generate_private_key(65537, 1024), root)
    refused("weak", "an RSA key of 1024 bits", stamp(weak), judge=False)


main()
