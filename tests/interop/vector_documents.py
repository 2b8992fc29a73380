"""Keys, certificates, statements, receipts and cards for the vectors, sound and bent. Fixed, so that each run gives the same
bytes. Written from docs/receipts.md on `cbor2` and `cryptography` alone."""

import hashlib
import json
from datetime import datetime, timezone

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils, x25519
from cryptography.x509.oid import NameOID, ObjectIdentifier

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
NOW = 1795297753  # 2026-11-21T21:49:13Z
DAY = 86400


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def time(seconds):
    return datetime.fromtimestamp(NOW + seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Party:
    """A key with its certificate."""

    def __init__(self, authority, name, unit, *, usages=(DOCUMENT_SIGNING,), years=2, p256=False, signature=True):
        label = f"sealpost vector {name} {unit} {authority and authority.name}".encode()
        seed = hashlib.sha256(label).digest()
        if p256:
            self.key = ec.derive_private_key(int.from_bytes(seed, "big"), ec.SECP256R1())
        else:
            self.key = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
        self.name, issuer = name, authority or self
        subject = [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, f"{name} 有限公司")]
        subject += [(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
        self.subject = x509.Name([x509.NameAttribute(*part) for part in subject])
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.subject)
            .issuer_name(issuer.subject)
            .public_key(self.key.public_key())
            .serial_number(int.from_bytes(seed[:8], "big") | 1)
            .not_valid_before(datetime.fromtimestamp(NOW - 300, timezone.utc))
            .not_valid_after(datetime.fromtimestamp(NOW + years * 365 * DAY, timezone.utc))
            .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
            .add_extension(usage(authority is None, signature), critical=True)
        )
        if authority:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        hash_of = hashes.SHA256() if isinstance(issuer.key, ec.EllipticCurvePrivateKey) else None
        self.certificate = builder.sign(issuer.key, hash_of).public_bytes(serialization.Encoding.DER)

    @property
    def algorithm(self):
        return -7 if isinstance(self.key, ec.EllipticCurvePrivateKey) else -8

    def sign(self, message):
        if self.algorithm == -8:
            return self.key.sign(message)
        signature = self.key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return b"".join(part.to_bytes(32, "big") for part in utils.decode_dss_signature(signature))


def usage(authority, signature):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    names += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    wanted = {"key_cert_sign", "crl_sign"} if authority else {"digital_signature"} if signature else {"key_agreement"}
    return x509.KeyUsage(**{name: name in wanted for name in names})


def envelope(party, content_type, payload, *, protected=None, unprotected=None, chain=None, signer=None):
    """A tagged COSE_Sign1; the keywords bend it for the bad vectors."""
    if protected is None:
        protected = {1: party.algorithm, 3: content_type, 33: chain or party.certificate}
    protected = cbor2.dumps(protected, canonical=True)
    signed = cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
    parts = [protected, unprotected or {}, payload, (signer or party).sign(signed)]
    return cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True)


def bare(document):
    """The same with empty unprotected map."""
    parts = cbor2.loads(document).value
    return cbor2.dumps(cbor2.CBORTag(18, [parts[0], {}, *parts[2:]]), canonical=True)


def text(members):
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()


STATEMENT = "application/sealpost-statement+json"
RECEIPT = "application/sealpost-receipt+json"
CARD = "application/sealpost-card+json"

CENTRE = Party(None, "CDE", None, years=30)
STRANGE = Party(None, "NMPA", None, years=30)
ACME = Party(CENTRE, "acme", "applicant-signing")
ACME_P256 = Party(CENTRE, "acme", "applicant-signing", p256=True)
INTAKE = Party(CENTRE, "CDE", "receipt-intake")
DESK = Party(CENTRE, "CDE", "receipt-desk")
FACE = Party(CENTRE, "CDE", "card")


def statement_members(**changes):
    members = {
        "format": "sealpost-statement/1",
        "package": "07" * 16,
        "header_sha256": sha256(b"header"),
        "manifest_root": sha256(b"root"),
        "ciphertext_len": 2097152,
        "centre": "CDE",
        "organisation": "acme",
        "application": "x202600001",
        "sequence": "0000",
        "kind": "cn",
        "time": time(0),
        "previous_root": None,
    }
    return members | changes


def statement(party=ACME, payload=None, **bend):
    return envelope(party, bend.pop("type", STATEMENT), payload or text(statement_members()), **bend)


THE_STATEMENT = statement()


def receipt_members(kind, seconds, after, /, **members):
    return {
        "format": "sealpost-receipt/1",
        "kind": kind,
        "centre": "CDE",
        "time": time(seconds),
        "after": after and sha256(bare(after)),
        "number": "CDE-2026-000001",
        "package": "07" * 16,
        "header_sha256": sha256(b"header"),
        "statement_sha256": sha256(THE_STATEMENT),
        "manifest_root": sha256(b"root"),
        "organisation": "acme",
        "application": "x202600001",
        "sequence": "0000",
        "carrier": "quic",
    } | members


SIZE = {"package_len": 2101248, "segments": 3}
DIGEST = {"package_digest": sha256(b"package")}


def offer(party=INTAKE, **members):
    return envelope(party, RECEIPT, text(receipt_members("offer", 60, None, **SIZE) | members))


def delivered(after, /, party=INTAKE, **members):
    return envelope(party, RECEIPT, text(receipt_members("delivered", 120, after, **SIZE, **DIGEST) | members))


def verified(after, /, party=DESK, **members):
    findings = {"error": 0, "warning": 2, "info": 7, "sha256": sha256(b"findings")}
    malware = {"verdict": "not-checked", "engine": "", "signatures": ""}
    copies = [{"store": "sealed", "read_back": time(150)}, {"store": "backup", "read_back": time(170)}]
    body = DIGEST | {"files": 1234, "bytes": 2000000, "files_root": sha256(b"files"), "findings": findings}
    body |= {"malware": malware, "copies": copies, "same_as": []}
    return envelope(party, RECEIPT, text(receipt_members("verified", 180, after, **body) | members))


def registered(after, /, party=DESK, **members):
    body = DIGEST | {"registered_at": time(200)}
    return envelope(party, RECEIPT, text(receipt_members("registered", 201, after, **body) | members))


def refused(stage, after, seconds, party, /, **members):
    digest = DIGEST["package_digest"] if stage in ("verification", "registration") else None
    reasons = [{"code": "segment-damaged", "message": "Segment 2 does not open. 第 2 段无法解密。", "place": "m1/夹.pdf"}]
    body = {"package_digest": digest, "stage": stage, "reasons": reasons, "earlier": None, "safe_to_resend": True}
    return envelope(party, RECEIPT, text(receipt_members("refused", seconds, after, **body) | members))


R0 = offer()
R1 = delivered(R0)
R2 = verified(R1)
R3 = registered(R2)


def card_members(**changes):
    public = x25519.X25519PrivateKey.from_private_bytes(hashlib.sha256(b"card key").digest()).public_key()
    raw = public.public_bytes_raw()
    kid = hashlib.sha256((32).to_bytes(2, "big") + raw).hexdigest()[:32]
    named = [("receipt-intake", INTAKE), ("receipt-desk", DESK)]
    members = {
        "format": "sealpost-card/1",
        "centre": "CDE",
        "name": "Center for Drug Evaluation 药审中心",
        "serial": 3,
        "time": time(0),
        "end": time(365 * DAY),
        "suites": ["AES256GCM-HKDF-SHA256-1M"],
        "encryption": [{"kid": kid, "kem": 32, "public": raw.hex()}],
        "receipts": [{"role": role, "certificate": party.certificate.hex()} for role, party in named],
        "addresses": ["centre.example:4433"],
        "policy": {
            "kem": 32,
            "max_package_len": 1099511627776,
            "expiry_days": 30,
            "reject_on": "never",
            "accepted": "honour",
        },
        "revoked": ["0badcafe"],
    }
    return members | changes


def card(party=FACE, **changes):
    return envelope(party, CARD, text(card_members(**changes)))
