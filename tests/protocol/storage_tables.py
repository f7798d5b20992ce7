"""The tables of storage in docs/protocol.md, made from the compiler's layout and packed words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from isonomia import build, packed_words
from isonomia.packed_words import Fields

_WORD_BYTES = 32
_BITS = 8
#: Names of the keys of mappings, in order.
KEYS = {
    "Beacon._randomness": ("round",),
    "Ledger._charters": ("number",),
    "Ledger._people": ("identity",),
    "Ledger._leaves": ("identity",),
    "Ledger._ruleTimes": ("identity", "rule"),
    "Ledger.versionsOf": ("rule",),
    "Ledger._rules": ("rule", "version"),
    "Ledger._ruleTexts": ("rule", "version"),
    "Ledger._overlays": ("identity", "index"),
    "Ledger.leftAt": ("identity",),
    "Communities._councils": ("community",),
    "Communities._signatories": ("identity",),
    "Pool._rounds": ("round",),
    "Pool._places": ("round", "identity"),
    "Pool._settled": ("round", "word"),
    "Pool._nominations": ("round", "community"),
    "Pool.secondChanceUsed": ("identity",),
    "Panels._panels": ("panel",),
    "Cases._cases": ("case",),
    "Cases._records": ("kind", "identity"),
    "Cases._catalogue.versions": ("rule",),
    "Cases._catalogue.words": ("rule", "version"),
    "Cases._catalogue.texts": ("rule", "version"),
    "Assembly._audits": ("community",),
    "Assembly._terms": ("community",),
    "Assembly._renewals": ("renewal",),
    "Assembly._volunteers": ("renewal", "identity"),
    "Assembly._endorsements": ("amendment", "community"),
    "Services._organisations": ("organisation",),
    "Services.organisationOf": ("key",),
    "Services._offers": ("offer",),
    "Services.rootOf": ("batch",),
    "Services._refunded": ("batch", "word"),
    "Services._ratings": ("batch", "index"),
    "Services._counts": ("offer",),
    "Services._statements": ("offer", "quarter"),
    "Findings._catalogue.versions": ("standard",),
    "Findings._catalogue.words": ("standard", "version"),
    "Findings._catalogue.texts": ("standard", "version"),
    "Findings._findings": ("finding",),
    "Findings._effects": ("organisation",),
    "Findings._records": ("organisation", "community"),
    "Findings._mandates": ("mandate",),
}
#: What a variable holds, where its type does not say it: a word by its name, or an explanation.
HOLDS = {
    "Beacon._randomness": "randomness of a verified round",
    "Ledger._charters": "the ledger's charters by number, of which the latest and the one before "
    "it count",
    "Ledger._latest": "number of the charter that passed last",
    "Ledger._latestFrom": "its first day, which stays when it has come; 0 without amendments",
    "Ledger._credits": "steps of the rate",
    "Ledger._people": "word PERSON",
    "Ledger._leaves": "word LEAVES",
    "Ledger._ruleTimes": "allocation year * 2^16 + times in it",
    "Ledger.catalogueHash": "as published last",
    "Ledger.versionsOf": "how many versions the rule has",
    "Ledger._rules": "word RULE",
    "Ledger._ruleTexts": "hash of the text",
    "Ledger._overlays": "word OVERLAY",
    "Ledger.leftAt": "second at which the person opted out last",
    "Communities._nameFallback": "empty: the name of the EIP-712 domain fits the code",
    "Communities._versionFallback": "empty: so does its version",
    "Communities.communityCount": "how many",
    "Communities._councils": "word COUNCIL in the first slot",
    "Communities._signatories": "all zeros while no key was ever bound",
    "Pool._account": "points",
    "Pool.roundCount": "how many",
    "Pool._rounds": "a round; amount in millicredits",
    "Pool._places": "number of the entrant + 1",
    "Pool._settled": "bit i is set when lot word * 256 + i is settled",
    "Pool._nominations": "how many people",
    "Pool.secondChanceUsed": "0 or 1",
    "Pool._charter": "word CHARTER",
    "Panels.panelCount": "how many",
    "Panels._panels": "a panel; seated counts its jurors",
    "Cases._charter": "word CHARTER",
    "Cases._cases": "word CASE",
    "Cases._records": "of kinds 1 and 2 allocation year * 2^8 + times in it, where identity is "
    "accused or challenges; of kinds 3 and 4 the second of the latest filing",
    "Cases._catalogue": "hash as published last",
    "Cases._catalogue.versions": "how many versions the rule has",
    "Cases._catalogue.words": "word INFRACTION",
    "Cases._catalogue.texts": "hash of the text",
    "Assembly._charter": "word CHARTER",
    "Assembly.renewalCount": "how many",
    "Assembly._audits": "the latest audit",
    "Assembly._terms": "the latest renewal, and the day the term ends; 0 for the first term",
    "Assembly._renewals": "a renewal; walked is the next lot",
    "Assembly._volunteers": "number of the volunteer + 1",
    "Assembly._endorsements": "how many support it; then, by community, 0 or 1",
    "Services._charter": "word CHARTER",
    "Services.organisationCount": "how many",
    "Services.offerCount": "how many",
    "Services.batchCount": "how many",
    "Services._organisations": "word ORGANISATION in the first slot",
    "Services.organisationOf": "organisation the key speaks for, 0 for none",
    "Services._offers": "word OFFER in the first slot",
    "Services.rootOf": "Merkle root",
    "Services._refunded": "bit i is set when redemption word * 256 + i was refunded",
    "Services._ratings": "latest stars, and how often they were given",
    "Services._counts": "five counts of 48 bits, of one star lowest",
    "Services._statements": "turnover of the quarter, in millicredits",
    "Findings._catalogue": "hash as published last",
    "Findings._catalogue.versions": "how many versions the standard has",
    "Findings._catalogue.words": "word STANDARD",
    "Findings._catalogue.texts": "hash of the text",
    "Findings._findings": "word CASE; detail is the version, overlay the place of the effect",
    "Findings._effects": "words EFFECT, by place",
    "Findings._records": "allocation year * 2^8 + times in it",
    "Findings.mandateCount": "how many",
    "Findings._mandates": "a mandate",
    "Findings._mandates.signers": "keys, ascending",
}
WORDS: dict[str, Fields] = {
    "PERSON": packed_words.PERSON_FIELDS,
    "OVERLAY": packed_words.OVERLAY_FIELDS,
    "RULE": packed_words.RULE_FIELDS,
    "INFRACTION": packed_words.INFRACTION_FIELDS,
    "STANDARD": packed_words.STANDARD_FIELDS,
    "COUNCIL": packed_words.COUNCIL_FIELDS,
    "CASE": packed_words.CASE_FIELDS,
    "EFFECT": packed_words.EFFECT_FIELDS,
    "ORGANISATION": packed_words.ORGANISATION_FIELDS,
    "OFFER": packed_words.OFFER_FIELDS,
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A variable or a part of one: the types it is made of, its name, and where it begins."""

    types: Mapping[str, Any]
    kind: str
    contract: str
    name: str
    path: str
    slot: str

    @property
    def key(self) -> str:
        return f"{self.contract}.{self.path}"


def storage_tables() -> str:
    """Return a table of slots for each contract."""
    return "\n\n".join(_table(contract) for contract in build.DEPLOYED)


def word_tables() -> str:
    """Return the bits of every packed word."""
    lines = []
    for name, fields in WORDS.items():
        at, parts = 0, []
        for field, bits in fields:
            if field != "unused":
                parts.append(f"`{field}` {_span(at, bits)}")
            at += bits
        lines.append(f"| {name} | {', '.join(parts)} |")
    return "\n".join(("| word | fields |", "|---|---|", *lines))


def _table(contract: str) -> str:
    layout = build.load(contract)["storageLayout"]
    rows = []
    by_slot: dict[str, list[Mapping[str, Any]]] = {}
    for variable in layout["storage"]:
        by_slot.setdefault(variable["slot"], []).append(variable)
    for slot, sharing in by_slot.items():
        if len(sharing) > 1:
            rows.append(_shared(contract, slot, sharing, layout["types"]))
            continue
        label = sharing[0]["label"]
        part = _Part(layout["types"], sharing[0]["type"], contract, label, label, slot)
        rows += _rows(part)
    head = (f"### Storage of {contract}", "", "| what | slot | holds |", "|---|---|---|")
    return "\n".join((*head, *rows))


def _shared(
    contract: str, slot: str, sharing: list[Mapping[str, Any]], types: Mapping[str, Any]
) -> str:
    holds = "; ".join(
        f"`{one['label']}` {_bits_of(one, types)}: {HOLDS[f'{contract}.' + one['label']]}"
        for one in sharing
    )
    return f"| {', '.join('`' + one['label'] + '`' for one in sharing)} | `{slot}` | {holds} |"


def _rows(part: _Part) -> Iterator[str]:
    kind = part.types[part.kind]
    keys = KEYS.get(part.key, ())
    if kind["encoding"] == "mapping":
        yield from _rows(_entry(part, keys))
    elif "members" in kind:
        yield from _struct(part, kind["members"])
    elif kind["encoding"] == "dynamic_array":
        yield _row(part.name, part.slot, "how many there are")
        yield from _rows(_element(part, kind["base"]))
    else:
        yield _row(part.name, part.slot, _holds(part.contract, part.path))


def _entry(part: _Part, keys: tuple[str, ...]) -> _Part:
    """Return the entry of a mapping, through all mappings in it."""
    name, slot, kind = part.name, part.slot, part.kind
    for key in keys:
        mapping = part.types[kind]
        if mapping["encoding"] != "mapping":
            break
        name, slot, kind = f"{name}[{key}]", f"H({key}, {slot})", mapping["value"]
    return _Part(part.types, kind, part.contract, name, part.path, slot)


def _element(part: _Part, base: str) -> _Part:
    words = -(-int(part.types[base]["numberOfBytes"]) // _WORD_BYTES)
    at = "i" if words == 1 else f"{words} * i"
    slot = f"K({part.slot}) + {at}"
    return _Part(part.types, base, part.contract, f"{part.name}[i]", part.path, slot)


def _struct(part: _Part, members: list[Mapping[str, Any]]) -> Iterator[str]:
    """The slots of a struct: those that members share, and what lies elsewhere."""
    packed: dict[int, list[str]] = {}
    elsewhere: list[Iterator[str]] = []
    for member in members:
        kind = part.types[member["type"]]
        path = f"{part.path}.{member['label']}"
        if kind["encoding"] == "inplace" and "base" not in kind and "members" not in kind:
            bits = _bits_of(member, part.types)
            packed.setdefault(int(member["slot"]), []).append(f"`{member['label']}` {bits}")
            continue
        elsewhere.append(_member(part, member, path))
    explained = HOLDS.get(part.key, "")
    # The only member with a slot of its own, beside mappings, is called by its name.
    lone = members[0]
    suffix = "" if len(packed) > 1 or not elsewhere else f".{lone['label']}"
    for word, names in packed.items():
        told = "" if word or not explained else f"{explained}: "
        is_word = explained.startswith("word ") and not word
        holds = explained if is_word or suffix else told + ", ".join(names)
        yield _row(part.name + suffix, _plus(part.slot, word), holds)
    for rows in elsewhere:
        yield from rows


def _member(part: _Part, member: Mapping[str, Any], path: str) -> Iterator[str]:
    """The slots of a member that has its own."""
    kind = part.types[member["type"]]
    name, slot = f"{part.name}.{member['label']}", _plus(part.slot, int(member["slot"]))
    if kind["encoding"] == "mapping":
        keys = KEYS.get(f"{part.contract}.{path}") or KEYS[part.key][-1:]
        entry = _Part(part.types, member["type"], part.contract, name, path, slot)
        inner = _entry(entry, keys)
        yield _row(inner.name, inner.slot, _holds(part.contract, path))
        return
    if kind["encoding"] == "inplace" and "base" in kind:
        words = -(-int(part.types[kind["base"]]["numberOfBytes"]) // _WORD_BYTES)
        inside = f"{slot} + {words} * i"
        yield from _rows(_Part(part.types, kind["base"], part.contract, f"{name}[i]", path, inside))
        return
    yield from _rows(_Part(part.types, member["type"], part.contract, name, path, slot))


def _holds(contract: str, path: str) -> str:
    """Return what a part holds, or what the variable does that it is a part of."""
    told = HOLDS.get(f"{contract}.{path}")
    return told if told is not None else _holds(contract, path.rpartition(".")[0])


def _bits_of(member: Mapping[str, Any], types: Mapping[str, Any]) -> str:
    return _span(int(member["offset"]) * _BITS, int(types[member["type"]]["numberOfBytes"]) * _BITS)


def _span(at: int, bits: int) -> str:
    return f"{at}" if bits == 1 else f"{at}-{at + bits - 1}"


def _plus(slot: str, words: int) -> str:
    if not words:
        return slot
    return str(int(slot) + words) if slot.isdecimal() else f"{slot} + {words}"


def _row(name: str, slot: str, holds: str) -> str:
    return f"| `{name}` | `{slot}` | {holds} |"
