"""Writes tests/vectors/receipt/*.vector: statements, receipts and cards, good and bad.

Written from docs/receipts.md on `cbor2` and `cryptography` alone, so that the vectors judge the implementation and not
the other way round. Every key, serial number and time is fixed: each run gives the same bytes.

    make_receipt_vectors.py [FOLDER]
"""

import json
import sys
from pathlib import Path

import cbor2
from cryptography.x509.oid import ExtendedKeyUsageOID

from vector_documents import (
    ACME, ACME_P256, CENTRE, DAY, DESK, DIGEST, DOCUMENT_SIGNING, FACE, INTAKE, R0, R1, R2, R3, RECEIPT, STATEMENT,
    STRANGE, THE_STATEMENT, Party, card, card_members, delivered, envelope, offer, refused, registered, sha256,
    statement, statement_members, text, time, verified,
)

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "receipt"


def write(name, expect, about, kind, *, trust=CENTRE, **material):
    lines = [f"expect: {expect}", f"about: {about}", f"kind: {kind}", f"trust: {trust.certificate.hex()}"]
    for member, value in material.items():
        for item in value if isinstance(value, list) else [value]:
            lines.append(f"{member}: {item.hex() if isinstance(item, bytes) else item}")
    (FOLDER / f"{name}.vector").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_statements():
    def case(name, expect, about, document, *, at=0, trust=CENTRE):
        write(f"statement-{name}", expect, about, "statement", trust=trust, at=time(at), statement=document)

    plain = text(statement_members())
    other = lambda **changes: statement(payload=text(statement_members(**changes)))
    edited = lambda old, new: statement(payload=plain.replace(old, new, 1))
    case("ed25519", "sound", "Ed25519, no remark", THE_STATEMENT)
    case("p256", "sound", "ES256", statement(ACME_P256))
    case("remark", "sound", "a remark, a former root, any script", other(
        previous_root=sha256(b"former"), application="申请 𠮷", remark="缺一个文件的校验和 — accepted \"by RA\"\n"))
    case("order", "sound", "members in another order, white space inside, one unknown",
         statement(payload=json.dumps(dict(reversed(statement_members(later=[{"x": None}]).items()))).encode()))

    case("no-tag", "refused envelope", "the tag is missing", THE_STATEMENT[1:])
    case("long-tag", "refused envelope", "the tag in two bytes, not the shortest form", b"\xd8\x12" + THE_STATEMENT[1:])
    case("indefinite", "refused envelope", "an array of indefinite length", b"\xd2\x9f" + THE_STATEMENT[2:] + b"\xff")
    case("after", "refused envelope", "one byte after the document", THE_STATEMENT + b"\0")
    case("cut", "refused envelope", "the last byte is missing", THE_STATEMENT[:-1])
    header = {1: -8, 3: STATEMENT, 33: ACME.certificate}
    case("kid", "refused envelope", "a protected header more", statement(protected=header | {4: b"kid"}))
    case("no-chain", "refused envelope", "no x5chain", statement(protected={1: -8, 3: STATEMENT}))
    case("chain-of-one", "refused envelope", "an array of one certificate", statement(chain=[ACME.certificate]))
    case("unknown-algorithm", "refused envelope", "RS256", statement(protected=header | {1: -257}))
    case("unprotected", "refused unprotected", "something nobody has signed",
         statement(unprotected={394: [b"\x01"], "salt": bytes(16)}))
    case("unprotected-kid", "refused envelope", "an unprotected header of another kind", statement(unprotected={4: b"k"}))
    case("type-of-receipt", "refused type", "the content type of a receipt", statement(type=RECEIPT))
    case("other-algorithm", "refused signature", "ES256 named with an Ed25519 key", statement(protected=header | {1: -7}))
    flipped = THE_STATEMENT[:-1] + bytes([THE_STATEMENT[-1] ^ 1])
    case("flipped", "refused signature", "one bit of the signature", flipped)
    case("other-key", "refused signature", "signed by another key than the certificate's", statement(signer=INTAKE))

    case("bom", "refused json", "a byte order mark", statement(payload=b"\xef\xbb\xbf" + plain))
    case("line-end", "refused json", "a line end after the object", statement(payload=plain + b"\n"))
    case("twice", "refused json", "a member twice", edited(b'{"format"', b'{"format":"sealpost-statement/1","format"'))
    case("twice-deep", "refused json", "a name twice, deep in an unknown member, once escaped",
         edited(b"{", b'{"later":[{"a":1,"\\u0061":2}],'))
    case("float", "refused json", "2097152.0", edited(b":2097152,", b":2097152.0,"))
    case("exponent", "refused json", "an exponent in an unknown member", edited(b"{", b'{"later":1e3,'))
    case("negative", "refused json", "a negative number", edited(b"{", b'{"later":-1,'))
    case("minus-zero", "refused json", "minus zero", edited(b"{", b'{"later":-0,'))
    case("large", "refused json", "2^53", edited(b":2097152,", b":9007199254740992,"))
    case("surrogate", "refused json", "half a surrogate pair", edited(b"{", b'{"later":"\\ud842",'))
    case("noncharacter", "refused json", "U+FFFF", edited(b"{", b'{"later":"\\uffff",'))
    case("latin-1", "refused json", "no UTF-8", edited(b"{", b'{"later":"\xe9",'))
    case("array", "refused json", "an array", statement(payload=b"[" + plain + b"]"))
    case("missing", "refused json", "a member is missing", statement(
        payload=text({k: v for k, v in statement_members().items() if k != "previous_root"})))
    case("upper-case", "refused json", "a digest in upper case", other(manifest_root=sha256(b"root").upper()))
    case("null-root", "refused json", "null where a digest is demanded", other(manifest_root=None))
    case("format", "refused json", "another format", other(format="sealpost-statement/2"))
    case("kind", "refused json", "an unknown kind", other(kind="jp"))
    case("time", "refused json", "a time with fraction", other(time="2026-11-21T21:49:13.0Z"))
    case("no-such-day", "refused json", "30 February", other(time="2026-02-30T00:00:00Z"))
    case("sequence", "refused json", "a sequence that ends in a dot", other(sequence="0000."))
    case("long-remark", "refused json", "a remark of 2001 bytes", other(remark="药" * 667))
    case("empty-remark", "refused json", "an empty remark", other(remark=""))

    case("other-organisation", "refused signer", "in the name of another", other(organisation="rival"))
    case("tls", "refused role", "under a TLS certificate",
         statement(Party(CENTRE, "acme", "applicant-tls", usages=[ExtendedKeyUsageOID.CLIENT_AUTH])))
    case("receipt-key", "refused role", "under a receipt certificate", statement(INTAKE))
    both = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.CLIENT_AUTH]
    case("two-usages", "refused chain", "a certificate also for TLS",
         statement(Party(CENTRE, "acme", "applicant-signing", usages=both)))
    case("no-key-usage", "refused chain", "a certificate without digitalSignature",
         statement(Party(CENTRE, "acme", "applicant-signing", signature=False)))
    case("other-ca", "refused chain", "another CA", THE_STATEMENT, trust=STRANGE)
    case("early", "refused chain", "before the certificate", THE_STATEMENT, at=-301)
    case("late", "refused chain", "after the certificate", THE_STATEMENT, at=2 * 365 * DAY + 1)


def write_receipts():
    def case(name, expect, about, *receipts, trust=CENTRE, **material):
        write(f"receipts-{name}", expect, about, "receipts", trust=trust, **material, receipt=list(receipts))

    named = {"card": card(), "statement": THE_STATEMENT}
    case("registered", "sound", "R0 to R3 with statement and card", R0, R1, R2, R3, **named)
    case("delivered", "sound", "R0 and R1: the rest is still to come", R0, R1)
    case("refused-offer", "sound", "an offer refused", refused("offer", None, 60, INTAKE), **named)
    case("refused-delivery", "sound", "refused while it came", R0, refused("delivery", R0, 90, INTAKE))
    case("refused-verification", "sound", "refused by the desk, an earlier submission cited", R0, R1, refused(
        "verification", R1, 130, DESK, earlier={"number": "CDE-2025-000042", "receipt_sha256": sha256(b"earlier")}))
    case("refused-registration", "sound", "refused after R2", R0, R1, R2, refused("registration", R2, 190, DESK))
    case("twin", "sound", "verified, the same root came on disc too", R0, R1, verified(
        R1, same_as=[{"package": "08" * 16, "package_digest": sha256(b"twin")}], carrier="disc"))
    case("unknown-member", "sound", "a member of a later version", offer(later={"a": [1]}))
    parts = cbor2.loads(R0).value
    proven = lambda proof: cbor2.dumps(cbor2.CBORTag(18, [parts[0], proof, *parts[2:]]), canonical=True)
    case("proof", "sound", "a proof attached later to R0 changes no link",
         proven({394: [b"\x01"], "salt": bytes(16)}), R1, R2, R3)

    case("short-salt", "refused unprotected", "a salt of 15 bytes", proven({394: [b"\x01"], "salt": bytes(15)}))
    case("empty-proof", "refused envelope", "an empty list of proofs", proven({394: [], "salt": bytes(16)}))
    case("salt-alone", "refused envelope", "a salt without a proof", proven({"salt": bytes(16)}))
    case("unprotected-kid", "refused envelope", "an unprotected header of another kind", proven({4: b"kid"}))
    flip = lambda receipt, at: receipt[:at] + bytes([receipt[at] ^ 1]) + receipt[at + 1:]
    case("flipped-payload", "refused signature", "one bit of the payload", flip(R0, R0.index(b"CDE-2026") + 14))
    case("type-of-statement", "refused type", "a statement as receipt", THE_STATEMENT)

    case("applicant", "refused role", "under an applicant's certificate", offer(ACME))
    case("applicant-as-desk", "refused role", "R3 under an applicant's certificate", R0, R1, R2, registered(R2, ACME))
    case("desk-offers", "refused role", "R0 under the desk's certificate", offer(DESK))
    case("intake-registers", "refused role", "R3 under intake's certificate", R0, R1, R2, registered(R2, INTAKE))
    case("intake-refuses-late", "refused role", "a refusal at verification under intake's certificate",
         R0, R1, refused("verification", R1, 130, INTAKE))
    case("desk-refuses-early", "refused role", "a refusal at delivery under the desk's certificate",
         R0, refused("delivery", R0, 90, DESK))
    case("card-key", "refused role", "under the card's certificate", offer(FACE))
    case("other-centre", "refused signer", "under the certificate of another centre of this CA",
         offer(Party(CENTRE, "NMPA", "receipt-intake")))
    case("other-ca", "refused chain", "another CA", R0, trust=STRANGE)
    case("run-out", "refused chain", "signed after the certificate had run out", offer(time=time(3 * 365 * DAY)))
    case("not-in-card", "refused card", "under a certificate of intake that the card does not name",
         offer(Party(CENTRE, "CDE", "receipt-intake", p256=True)), card=card())
    case("card-names-other-role", "refused card", "the card names the certificate for the other role", R0, card=card(
        receipts=[{"role": "receipt-desk", "certificate": INTAKE.certificate.hex()}]))

    case("gap", "refused link", "R1 is missing", R0, R2, R3)
    case("no-offer", "refused link", "R1 without R0", R1)
    case("twice", "refused link", "R0 twice", R0, R0)
    case("after-registered", "refused link", "a refusal after R3", R0, R1, R2, R3, refused("registration", R3, 210, DESK))
    case("wrong-stage", "refused link", "refused at delivery after R1", R0, R1, refused("delivery", R1, 130, INTAKE))
    case("after-wrong", "refused link", "after names another receipt", R0, delivered(R0, after=sha256(b"another")))
    case("after-null", "refused link", "after is null in R1", R0, delivered(R0, after=None))
    case("after-in-offer", "refused link", "after is not null in R0", offer(after=sha256(b"x")))
    changes = {"package": "08" * 16, "header_sha256": sha256(b"x"), "statement_sha256": sha256(b"x")}
    changes |= {"manifest_root": sha256(b"x"), "number": "CDE-2026-000002", "organisation": "rival"}
    changes |= {"application": "x202600002", "sequence": "0001", "package_len": 2101249, "segments": 4}
    for member, value in changes.items():
        name = f"other-{member.replace('_', '-')}"
        case(name, "refused link", f"{member} differs between R0 and R1", R0, delivered(R0, **{member: value}))
    other = {"package_digest": sha256(b"x")}
    case("other-digest-verified", "refused link", "package_digest differs between R1 and R2", R0, R1, verified(R1, **other))
    case("other-digest-registered", "refused link", "package_digest differs in R3", R0, R1, R2, registered(R2, **other))
    case("other-digest-refused", "refused link", "package_digest differs in the refusal",
         R0, R1, refused("verification", R1, 130, DESK, **other))
    case("back-in-time", "refused link", "R1 is a second older than R0", R0, delivered(R0, time=time(59)))
    case("other-statement", "refused statement", "the receipts of another statement", R0,
         statement=statement(payload=text(statement_members(manifest_root=sha256(b"x")))))

    case("kind", "refused json", "an unknown kind", offer(kind="promised"))
    case("number", "refused json", "a number without leading zeros", offer(number="CDE-2026-1"))
    case("no-copy", "refused json", "R2 without a copy", R0, R1, verified(R1, copies=[]))
    case("verdict", "refused json", "an unknown verdict", R0, R1, verified(
        R1, malware={"verdict": "fine", "engine": "", "signatures": ""}))
    case("twice-in-findings", "refused json", "a member of findings twice", R0, R1, envelope(
        DESK, RECEIPT, cbor2.loads(R2).value[2].replace(b'"findings":{', b'"findings":{"error":0,')))
    case("no-reason", "refused json", "a refusal without reason", refused("offer", None, 60, INTAKE, reasons=[]))
    case("early-digest", "refused json", "a package digest before delivery", refused("offer", None, 60, INTAKE, **DIGEST))
    case("no-late-digest", "refused json", "no package digest after delivery",
         R0, R1, refused("verification", R1, 130, DESK, package_digest=None))
    case("resend-text", "refused json", "safe_to_resend as text", refused("offer", None, 60, INTAKE, safe_to_resend="no"))


def write_cards():
    def case(name, expect, about, document, *, at=0, trust=CENTRE):
        write(f"card-{name}", expect, about, "card", trust=trust, at=time(at), card=document)

    key = card_members()["encryption"][0]
    case("sound", "sound", "an X25519 card", card())
    case("end", "refused end", "one second after its end", card(), at=365 * DAY + 1)
    case("other-ca", "refused chain", "another CA", card(), trust=STRANGE)
    case("intake", "refused role", "under intake's certificate", card(INTAKE))
    case("other-centre", "refused signer", "in the name of another centre", card(centre="NMPA"))
    case("no-key", "refused json", "no encryption key", card(encryption=[]))
    case("kid", "refused json", "a kid that is not the key's", card(encryption=[key | {"kid": "00" * 16}]))
    case("kem", "refused json", "an unknown KEM", card(encryption=[key | {"kem": 16}]))
    case("short-key", "refused json", "a key of 31 bytes", card(encryption=[key | {"public": key["public"][2:]}]))
    case("role", "refused json", "a receipt certificate of another role", card(
        receipts=[{"role": "card", "certificate": FACE.certificate.hex()}]))
    case("serial", "refused json", "a serial as text", card(serial="3"))
    case("policy", "refused json", "an unknown reject_on", card(
        policy=card_members()["policy"] | {"reject_on": "warning"}))


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_statements()
    write_receipts()
    write_cards()
