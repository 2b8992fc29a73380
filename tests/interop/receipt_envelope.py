"""The envelope of statement, receipts and card: docs/receipts.md, "Envelope" and "Certificates"."""

import cbor2
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import ExtensionOID, NameOID
from pycose.keys import EC2Key, OKPKey
from pycose.messages import Sign1Message

from receipt_members import Refused, demand, parse, sha256

DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36"
TYPE = "application/sealpost-{}+json"


class Document:
    """A signed document: its members, its certificates, its bytes."""

    def __init__(self, data, kind):
        try:
            tagged = cbor2.loads(data)
            protected, self.unprotected, payload, signature = tagged.value
            header = cbor2.loads(protected)
            same = cbor2.dumps(tagged, canonical=True) == data and cbor2.dumps(header, canonical=True) == protected
        except Exception as error:
            raise Refused("envelope", f"no COSE_Sign1 ({error})") from None
        self.data, self.kind = data, kind
        demand(same and tagged.tag == 18 and list(header) == [1, 3, 33], "envelope", "not the one byte form")
        demand(isinstance(payload, bytes) and isinstance(signature, bytes), "envelope", "payload or signature")
        chain = header[33]
        demand(isinstance(chain, bytes) or len(chain) > 1, "envelope", "an array of one certificate")
        demand(header[1] in (-8, -7) and len(signature) == 64, "envelope", "algorithm")
        demand(proof_form(self.unprotected), "envelope", "unprotected map")
        demand(header[3] == TYPE.format(kind), "type", header[3])
        self.ders = [chain] if isinstance(chain, bytes) else chain
        self.certificates = [x509.load_der_x509_certificate(der) for der in self.ders]
        self.leaf = self.certificates[0]
        demand(self.verify(header[1]), "signature", "it does not hold")
        allowed = (0, 16) if kind == "receipt" else (0,)
        demand(len(self.unprotected.get("salt", b"")) in allowed, "unprotected", "salt")
        self.members = parse(payload)

    def verify(self, algorithm):
        key = self.leaf.public_key()
        if isinstance(key, ed25519.Ed25519PublicKey):
            expected, cose = -8, OKPKey(crv="ED25519", x=key.public_bytes_raw())
        else:
            numbers = key.public_numbers()
            expected = -7
            cose = EC2Key(crv="P_256", x=numbers.x.to_bytes(32, "big"), y=numbers.y.to_bytes(32, "big"))
        if algorithm != expected:
            return False
        message = Sign1Message.decode(self.data)
        message.key = cose
        return message.verify_signature()

    def digest(self):
        """SHA-256 of the tagged bytes with empty unprotected map."""
        parts = cbor2.loads(self.data).value
        return sha256(cbor2.dumps(cbor2.CBORTag(18, [parts[0], {}, *parts[2:]]), canonical=True))

    def name(self, oid):
        found = self.leaf.subject.get_attributes_for_oid(oid)
        return found[0].value if len(found) == 1 else None

    def demand_signer(self, unit, name):
        found = self.name(NameOID.ORGANIZATIONAL_UNIT_NAME)
        demand(found == unit, "role", f"{found} where {unit} signs")
        demand(self.name(NameOID.COMMON_NAME) == name, "signer", f"the certificate is not of {name}")

    def demand_chain(self, ca, at):
        usages = extension(self.leaf, ExtensionOID.EXTENDED_KEY_USAGE) or []
        usage = extension(self.leaf, ExtensionOID.KEY_USAGE)
        demand([oid.dotted_string for oid in usages] == [DOCUMENT_SIGNING], "chain", "extended key usage")
        demand(usage is not None and usage.digital_signature, "chain", "key usage")
        path = [*self.certificates, ca]
        for certificate in path:
            within = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
            demand(within, "chain", f"{certificate.subject.rfc4514_string()} was not valid at {at}")
        for certificate, issuer in zip(path, path[1:]):
            basic = extension(issuer, ExtensionOID.BASIC_CONSTRAINTS)
            demand(basic is not None and basic.ca, "chain", "the issuer is no authority")
            try:
                certificate.verify_directly_issued_by(issuer)
            except (InvalidSignature, ValueError, TypeError) as error:
                raise Refused("chain", f"not issued by {issuer.subject.rfc4514_string()} ({error!r})") from None


def proof_form(unprotected):
    if unprotected == {}:
        return True
    proofs, salt = unprotected.get(394), unprotected.get("salt")
    whole = list(unprotected) == [394, "salt"] and isinstance(proofs, list) and isinstance(salt, bytes)
    return whole and len(proofs) > 0 and all(isinstance(proof, bytes) for proof in proofs)


def extension(certificate, oid):
    try:
        return certificate.extensions.get_extension_for_oid(oid).value
    except x509.ExtensionNotFound:
        return None
