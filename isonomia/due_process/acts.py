"""Every act that is signed: who signs it, which contract carries it out, and with what.

`STRUCTS` in `isonomia.due_process.act_types` says what is signed. Some calls need more than that,
such as the list a panel was drawn without: that stands beside it, and whatever it says can be
checked against what was signed or against the chain. Acts about services stand in
`isonomia.due_process.service_acts`.
"""

from __future__ import annotations

from typing import Any

from isonomia.due_process.act_types import (
    Middle,
    by_council,
    by_jurors,
    by_person,
    published,
    signed,
    struct,
)
from isonomia.due_process.case_keys import (
    CHALLENGE,
    CaseError,
    CaseKey,
    award_matter,
)
from isonomia.due_process.service_acts import SERVICE_ACTS
from isonomia.due_process.values import Field, Values, fields_of

# ---- what calls carry ----------------------------------------------------------------------------


def _with_case(*names: str) -> Middle:
    """The case's parts, then fields of message or beside."""

    def middle(message: Values, beside: Values) -> tuple[Any, ...]:
        known = {**beside, **message}
        return (_case_of(beside).values, *(known[name] for name in names))

    return middle


def _challenge(message: Values, beside: Values) -> tuple[Any, ...]:
    proof = tuple(beside[field.name] for field in _PROOF)
    return proof, beside["line"], message["challenger"], message["ground"]


def _remedies(message: Values, beside: Values) -> tuple[Any, ...]:
    return message["evidenceHash"], beside["identities"], beside["matters"]


def _audit(message: Values, beside: Values) -> tuple[Any, ...]:
    names = ("community", "shareIndex", "reportHash")
    return (*(message[name] for name in names), beside["identities"])


def _case_of(beside: Values) -> CaseKey:
    return CaseKey(beside["kind"], beside["identity"], beside["matter"])


def _case_beside(message: Values, beside: Values) -> CaseKey:  # noqa: ARG001
    return _case_of(beside)


def _award_challenged(message: Values, beside: Values) -> CaseKey:  # noqa: ARG001
    people, line = beside["identities"], beside["line"]
    if line >= len(people):
        raise CaseError(
            f"line {line} is none of the {len(people)} of this act, which are counted from 0"
        )
    matter = award_matter(beside["community"], beside["batchNonce"], line)
    return CaseKey(CHALLENGE, people[line], matter)


_KEY = fields_of("uint256 kind,bytes32 identity,uint256 matter")
#: What proves that an award was filed; see `ICommunities.AwardProof`.
_PROOF = fields_of(
    "uint256 community,uint256 batchNonce,uint256 rule,uint256 version,bytes32 evidenceHash,"
    "bytes32[] identities,uint256 filedAt,bytes14 before,bytes32[] later"
)
#: `size` tells where the jurors begin in a list, which holds them last.
_PANEL = fields_of("bytes32[] identities,uint256 size")


# ---- all acts ------------------------------------------------------------------------------------


_AWARD = ("rule", "version", "evidenceHash", "identities", "actDays")
_TERMS = ("kind", "prizes", "points", "amount", "daysLong", "entriesUntil")

_OF_COUNCILS = (
    by_council(
        "enrol",
        "Enrolment",
        "enrol people into the council's community",
        "communities",
        "enrol",
        signed("identities", "birthMonths"),
    ),
    by_council(
        "bind",
        "Binding",
        "bind keys to people who have none in force",
        "communities",
        "bindControllers",
        signed("identities", "controllers"),
    ),
    by_council(
        "announce-rate",
        "Rate",
        "announce the rate of the next allocation year",
        "communities",
        "announceRate",
        signed("year", "dividendPerHead", "sourceHash"),
    ),
    by_council(
        "publish-rules",
        "Catalogue",
        "publish rules of awards",
        "communities",
        "publishRules",
        published("catalogueHash", "rules"),
    ),
    by_council(
        "award",
        "Awards",
        "award one version of a rule to people of the community",
        "communities",
        "fileAwards",
        struct(*_AWARD),
    ),
    by_council(
        "open-round",
        "RoundOpening",
        "open a round of the lottery",
        "pool",
        "openRound",
        struct(*_TERMS),
    ),
    by_council(
        "nominate",
        "Nomination",
        "put members of the community into a round",
        "pool",
        "nominate",
        signed("round", "identities"),
    ),
    by_council(
        "publish-infractions",
        "InfractionRules",
        "publish infraction rules",
        "cases",
        "publishInfractions",
        published("infractionsHash", "rules"),
    ),
    by_council(
        "file-infractions",
        "Infractions",
        "accuse people of infractions of one rule",
        "cases",
        "fileInfractions",
        struct(*_AWARD),
    ),
    by_council(
        "file-recovery",
        "Recovery",
        "ask for a new key in the place of a lost one",
        "cases",
        "fileRecovery",
        signed("identity", "newController", "evidenceHash"),
        new_key_signs=True,
    ),
    by_council(
        "file-closing",
        "Closing",
        "say that a person has died",
        "cases",
        "fileClosing",
        signed("identity", "evidenceHash"),
    ),
    by_council(
        "withdraw",
        "Withdrawal",
        "take back a case that the council filed",
        "cases",
        "withdraw",
        _with_case(),
        beside=_KEY,
        case=_case_beside,
    ),
    by_council(
        "certify-remedies",
        "Remedies",
        "certify that the remedies of infractions were done",
        "cases",
        "certifyRemedies",
        _remedies,
        beside=fields_of("bytes32[] identities,uint256[] matters"),
    ),
    by_council(
        "endorse",
        "Endorsement",
        "agree to an amendment of the charter",
        "assembly",
        "endorse",
        signed("target", "values", "fromDay"),
    ),
)

_OF_PERSONS = (
    by_person(
        "change-key",
        "ControllerChange",
        "replace one's key; the new one signs too",
        "communities",
        "changeController",
        signed("newController"),
        new_key_signs=True,
    ),
    by_person(
        "take-leave",
        "Leave",
        "pause the decay of one's quality",
        "communities",
        "declareLeave",
        signed("daysAway"),
    ),
    by_person(
        "end-leave",
        "LeaveEnd",
        "end one's leave today",
        "communities",
        "endLeave",
        signed(),
    ),
    by_person(
        "move",
        "Move",
        "belong to another community from now on",
        "communities",
        "move",
        signed("community"),
    ),
    by_person(
        "opt-out",
        "OptOut",
        "leave the quality layer; credits stay, quality falls to 0",
        "communities",
        "optOut",
        signed(),
    ),
    by_person(
        "opt-in",
        "OptIn",
        "come back to the quality layer, with quality 0",
        "communities",
        "optIn",
        signed(),
    ),
    by_person(
        "give",
        "Gift",
        "give points of one's quality to the pool, for good",
        "pool",
        "give",
        signed("points"),
    ),
    by_person(
        "enter",
        "Entry",
        "ask for a second chance in a round",
        "pool",
        "enter",
        signed("round"),
    ),
    by_person(
        "challenge",
        "Challenge",
        "challenge an award to somebody else",
        "cases",
        "challenge",
        _challenge,
        beside=(*_PROOF, Field("uint256", "line")),
        person="challenger",
        case=_award_challenged,
    ),
    by_person(
        "appeal",
        "Appeal",
        "ask for a panel, or after its verdict for the second one",
        "cases",
        "appeal",
        _with_case("ground", "formerPanel"),
        beside=(*_KEY, Field("bytes32[]", "formerPanel")),
        case=_case_beside,
    ),
    by_person(
        "review",
        "Review",
        "ask for a panel on a deduction in force",
        "cases",
        "review",
        _with_case("ground"),
        beside=_KEY,
        case=_case_beside,
    ),
    by_person(
        "alive",
        "Alive",
        "say that one lives, against a closing",
        "cases",
        "alive",
        _with_case(),
        beside=_KEY,
        case=_case_beside,
    ),
    by_person(
        "volunteer",
        "Volunteering",
        "offer oneself for a seat on a council",
        "assembly",
        "volunteer",
        signed("renewal"),
    ),
)

_OF_JURORS = (
    by_jurors(
        "verdict",
        "Verdict",
        "decide a case as a juror of its panel",
        "cases",
        "giveVerdict",
        _with_case("outcome", "reasonsHash", "identities"),
        beside=(*_KEY, *_PANEL),
        case=_case_beside,
    ),
    by_jurors(
        "audit",
        "Audit",
        "set a community's share index as an auditor of its panel",
        "assembly",
        "recordAudit",
        _audit,
        beside=_PANEL,
    ),
)

ACTS = (*_OF_COUNCILS, *_OF_PERSONS, *_OF_JURORS, *SERVICE_ACTS)
BY_NAME = {act.name: act for act in ACTS}
