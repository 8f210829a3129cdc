#!/usr/bin/env python3
"""Checks an export of the audit log without any code of Automa: python3 verify_export.py audit.jsonl

Each line is one entry. `hash` is the sha256, in hex, over `prevHash` (64 hex digits) followed by the RFC 8785
canonical JSON of the entry without `prevHash` and `hash`; the first `prevHash` is 64 zeros. An export that begins
later is checked from its first entry on.
"""
import hashlib
import json
import sys

text = json.encoder.encode_basestring  # escapes what RFC 8785 escapes, and nothing else


class Number(str):
    """A number as it stands in the file: ECMAScript wrote it in the canonical form."""


def canonical(value):
    if isinstance(value, Number):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(text(key) + ":" + canonical(member) for key, member in members) + "}"
    return {None: "null", True: "true", False: "false"}[value]


def verify(lines):
    count, seq, previous = 0, None, None
    for line in lines:
        entry = json.loads(line, parse_int=Number, parse_float=Number)
        claimed, follows = entry.pop("hash"), entry.pop("prevHash")
        number = int(entry["seq"])
        if seq is None:
            seq, previous = number, follows if number > 1 else "0" * 64
        whole = hashlib.sha256((follows + canonical(entry)).encode()).hexdigest() == claimed
        if number != seq or follows != previous or not whole:
            return {"ok": False, "entries": count, "firstBroken": seq}
        count, seq, previous = count + 1, seq + 1, claimed
    return {"ok": True, "entries": count}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", newline="\n") as export:
        verdict = verify(export)
    print(json.dumps(verdict))
    sys.exit(0 if verdict["ok"] else 1)
