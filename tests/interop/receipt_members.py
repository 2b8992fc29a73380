"""The JSON of statement, receipts and card: docs/receipts.md, "JSON" and the tables of members."""

import hashlib
import json
import re
from datetime import datetime, timezone


class Refused(Exception):
    """`check` is the word of the vectors, the rest is for people."""

    def __init__(self, check, words):
        super().__init__(f"{check}: {words}")
        self.check = check


def demand(holds, check, words):
    if not holds:
        raise Refused(check, words)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def parse(payload):
    demand(payload[:1] == b"{" and payload[-1:] == b"}", "json", "not one object alone")
    try:
        return json.loads(payload.decode("utf-8"), object_pairs_hook=members, parse_float=refuse, parse_int=integer,
                          parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Refused("json", str(error)) from None


def members(pairs):
    names = [name for name, _ in pairs]
    demand(len(set(names)) == len(names), "json", "a member twice")
    for text in names + [value for _, value in pairs if isinstance(value, str)]:
        for code in map(ord, text):
            bad = 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
            demand(not bad, "json", "a surrogate or noncharacter")
    return dict(pairs)


def refuse(text):
    raise Refused("json", f"the number {text}")


def integer(text):
    demand(not text.startswith("-") and int(text) < 2**53, "json", f"the number {text}")
    return int(text)


def form(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def nullable(check):
    return lambda value: value is None or check(value)


def record(**checks):
    return lambda value: isinstance(value, dict) and all(n in value and c(value[n]) for n, c in checks.items())


def some(check, least=0):
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(check, value))


def one_of(*words):
    return lambda value: isinstance(value, str) and value in words


def time(value):
    try:
        return isinstance(value, str) and instant(value).strftime("%Y-%m-%dT%H:%M:%SZ") == value
    except ValueError:
        return False


def instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def application(value):
    controls = "[\x00-\x1f\x7f-\x9f\u2028\u2029]"
    return text(value) and 1 <= len(value) <= 64 and value == value.strip() and not re.search(controls, value)


def key(value):
    """A public key of a card with its short name."""
    if not record(kid=form("[0-9a-f]{32}"), kem=lambda kem: kem in (25722, 32), public=form("([0-9a-f]{2})+"))(value):
        return False
    raw = bytes.fromhex(value["public"])
    kid = sha256(value["kem"].to_bytes(2, "big") + raw)[:32]
    return len(raw) == {32: 32, 25722: 1216}[value["kem"]] and kid == value["kid"]


text = lambda value: isinstance(value, str)
number = lambda value: isinstance(value, int) and not isinstance(value, bool)
boolean = lambda value: isinstance(value, bool)
digest, package = form("[0-9a-f]{64}"), form("[0-9a-f]{32}")
centre, organisation = form("[A-Z0-9]{2,8}"), form("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
sequence = form(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,30}[A-Za-z0-9_-])?")
submission = form("[A-Z0-9]{2,8}-[0-9]{4}-([0-9]{6}|[1-9][0-9]{6,9})")

PARTIES = {"centre": centre, "organisation": organisation, "application": application, "sequence": sequence}
PACKAGE = {"package": package, "header_sha256": digest, "manifest_root": digest}
STATEMENT = PARTIES | PACKAGE | {
    "format": one_of("sealpost-statement/1"),
    "ciphertext_len": number,
    "kind": one_of("cn", "us", "eu", "ich", "v4", "generic"),
    "time": time,
    "previous_root": nullable(digest),
}
FILING = PARTIES | PACKAGE | {"number": submission, "statement_sha256": digest}
RECEIPT = FILING | {
    "format": one_of("sealpost-receipt/1"),
    "time": time,
    "after": nullable(digest),
    "carrier": form("[a-z0-9-]{1,16}"),
}
SIZE = {"package_len": number, "segments": number}
KINDS = {
    "offer": SIZE,
    "delivered": SIZE | {"package_digest": digest},
    "verified": {
        "package_digest": digest,
        "files": number,
        "bytes": number,
        "files_root": digest,
        "findings": record(error=number, warning=number, info=number, sha256=digest),
        "malware": record(verdict=one_of("clean", "infected", "not-checked"), engine=text, signatures=text),
        "copies": some(record(store=text, read_back=time), least=1),
        "same_as": some(record(package=package, package_digest=digest)),
    },
    "registered": {"package_digest": digest, "registered_at": time},
    "refused": {
        "package_digest": nullable(digest),
        "stage": one_of("offer", "delivery", "verification", "registration"),
        "reasons": some(record(code=text, message=text, place=nullable(text)), least=1),
        "earlier": nullable(record(number=submission, receipt_sha256=digest)),
        "safe_to_resend": boolean,
    },
}
CARD = {
    "format": one_of("sealpost-card/1"),
    "centre": centre,
    "name": text,
    "serial": number,
    "time": time,
    "end": time,
    "suites": some(text),
    "encryption": some(key, least=1),
    "receipts": some(record(role=one_of("receipt-intake", "receipt-desk"), certificate=form("([0-9a-f]{2})*"))),
    "addresses": some(text),
    "policy": record(kem=lambda kem: kem in (25722, 32), max_package_len=number, expiry_days=number,
                     reject_on=one_of("never", "error"), accepted=one_of("honour", "ignore")),
    "revoked": some(text),
}


def demand_members(document, checks):
    for name, check in checks.items():
        demand(name in document.members, "json", f"{name} is missing")
        demand(check(document.members[name]), "json", f"{name} is ill-typed")
