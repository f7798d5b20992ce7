"""Every act that is signed: who signs it, which contract carries it out, and with what.

`TYPES` in `isonomia.typed_data` and `isonomia.typed_data_cases` say what is signed. Some calls need
more than that, such as the list a panel was drawn without: that stands beside it, and whatever it
says can be checked against what was signed or against the chain.
"""

from __future__ import annotations

from typing import Any

from isonomia.due_process.act_types import ActType, Middle, Signer
from isonomia.due_process.case_keys import (
    CHALLENGE,
    CaseError,
    CaseKey,
    award_matter,
)
from isonomia.due_process.values import Field, Values, fields_of

# ---- what calls carry ----------------------------------------------------------------------------


def _signed(*names: str) -> Middle:
    return lambda message, beside: tuple(message[name] for name in names)  # noqa: ARG005


def _struct(*names: str) -> Middle:
    return lambda message, beside: (tuple(message[name] for name in names),)  # noqa: ARG005


def _rules(hash_name: str) -> Middle:
    return lambda message, beside: (  # noqa: ARG005
        message[hash_name],
        [tuple(rule.values()) for rule in message["rules"]],
    )


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


def _by_council(*what: Any, **more: Any) -> ActType:
    return _act(Signer.council, *what, **more)


def _by_person(*what: Any, **more: Any) -> ActType:
    return _act(Signer.person, *what, **more)


def _by_jurors(*what: Any, **more: Any) -> ActType:
    return _act(Signer.jurors, *what, **more)


def _act(
    signer: Signer,
    name: str,
    primary: str,
    says: str,
    contract: str,
    function: str,
    middle: Middle,
    **more: Any,
) -> ActType:
    return ActType(name, primary, says, signer, contract, function, middle, **more)


_AWARD = ("rule", "version", "evidenceHash", "identities", "actDays")
_TERMS = ("kind", "prizes", "points", "amount", "daysLong", "entriesUntil")

_OF_COUNCILS = (
    _by_council(
        "enrol",
        "Enrolment",
        "enrol people into the council's community",
        "communities",
        "enrol",
        _signed("identities", "birthMonths"),
    ),
    _by_council(
        "bind",
        "Binding",
        "bind keys to people who have none in force",
        "communities",
        "bindControllers",
        _signed("identities", "controllers"),
    ),
    _by_council(
        "announce-rate",
        "Rate",
        "announce the rate of the next allocation year",
        "communities",
        "announceRate",
        _signed("year", "dividendPerHead", "sourceHash"),
    ),
    _by_council(
        "publish-rules",
        "Catalogue",
        "publish rules of awards",
        "communities",
        "publishRules",
        _rules("catalogueHash"),
    ),
    _by_council(
        "award",
        "Awards",
        "award one version of a rule to people of the community",
        "communities",
        "fileAwards",
        _struct(*_AWARD),
    ),
    _by_council(
        "open-round",
        "RoundOpening",
        "open a round of the lottery",
        "pool",
        "openRound",
        _struct(*_TERMS),
    ),
    _by_council(
        "nominate",
        "Nomination",
        "put members of the community into a round",
        "pool",
        "nominate",
        _signed("round", "identities"),
    ),
    _by_council(
        "publish-infractions",
        "InfractionRules",
        "publish infraction rules",
        "cases",
        "publishInfractions",
        _rules("infractionsHash"),
    ),
    _by_council(
        "file-infractions",
        "Infractions",
        "accuse people of infractions of one rule",
        "cases",
        "fileInfractions",
        _struct(*_AWARD),
    ),
    _by_council(
        "file-recovery",
        "Recovery",
        "ask for a new key in the place of a lost one",
        "cases",
        "fileRecovery",
        _signed("identity", "newController", "evidenceHash"),
        new_key_signs=True,
    ),
    _by_council(
        "file-closing",
        "Closing",
        "say that a person has died",
        "cases",
        "fileClosing",
        _signed("identity", "evidenceHash"),
    ),
    _by_council(
        "withdraw",
        "Withdrawal",
        "take back a case that the council filed",
        "cases",
        "withdraw",
        _with_case(),
        beside=_KEY,
        case=_case_beside,
    ),
    _by_council(
        "certify-remedies",
        "Remedies",
        "certify that the remedies of infractions were done",
        "cases",
        "certifyRemedies",
        _remedies,
        beside=fields_of("bytes32[] identities,uint256[] matters"),
    ),
    _by_council(
        "endorse",
        "Endorsement",
        "agree to an amendment of the charter",
        "assembly",
        "endorse",
        _signed("target", "values", "fromDay"),
    ),
)

_OF_PERSONS = (
    _by_person(
        "change-key",
        "ControllerChange",
        "replace one's key; the new one signs too",
        "communities",
        "changeController",
        _signed("newController"),
        new_key_signs=True,
    ),
    _by_person(
        "take-leave",
        "Leave",
        "pause the decay of one's quality",
        "communities",
        "declareLeave",
        _signed("daysAway"),
    ),
    _by_person(
        "end-leave",
        "LeaveEnd",
        "end one's leave today",
        "communities",
        "endLeave",
        _signed(),
    ),
    _by_person(
        "move",
        "Move",
        "belong to another community from now on",
        "communities",
        "move",
        _signed("community"),
    ),
    _by_person(
        "opt-out",
        "OptOut",
        "leave the quality layer; credits stay, quality falls to 0",
        "communities",
        "optOut",
        _signed(),
    ),
    _by_person(
        "opt-in",
        "OptIn",
        "come back to the quality layer, with quality 0",
        "communities",
        "optIn",
        _signed(),
    ),
    _by_person(
        "give",
        "Gift",
        "give points of one's quality to the pool, for good",
        "pool",
        "give",
        _signed("points"),
    ),
    _by_person(
        "enter",
        "Entry",
        "ask for a second chance in a round",
        "pool",
        "enter",
        _signed("round"),
    ),
    _by_person(
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
    _by_person(
        "appeal",
        "Appeal",
        "ask for a panel, or after its verdict for the second one",
        "cases",
        "appeal",
        _with_case("ground", "formerPanel"),
        beside=(*_KEY, Field("bytes32[]", "formerPanel")),
        case=_case_beside,
    ),
    _by_person(
        "review",
        "Review",
        "ask for a panel on a deduction in force",
        "cases",
        "review",
        _with_case("ground"),
        beside=_KEY,
        case=_case_beside,
    ),
    _by_person(
        "alive",
        "Alive",
        "say that one lives, against a closing",
        "cases",
        "alive",
        _with_case(),
        beside=_KEY,
        case=_case_beside,
    ),
    _by_person(
        "volunteer",
        "Volunteering",
        "offer oneself for a seat on a council",
        "assembly",
        "volunteer",
        _signed("renewal"),
    ),
)

_OF_JURORS = (
    _by_jurors(
        "verdict",
        "Verdict",
        "decide a case as a juror of its panel",
        "cases",
        "giveVerdict",
        _with_case("outcome", "reasonsHash", "identities"),
        beside=(*_KEY, *_PANEL),
        case=_case_beside,
    ),
    _by_jurors(
        "audit",
        "Audit",
        "set a community's share index as an auditor of its panel",
        "assembly",
        "recordAudit",
        _audit,
        beside=_PANEL,
    ),
)

ACTS = (*_OF_COUNCILS, *_OF_PERSONS, *_OF_JURORS)
BY_NAME = {act.name: act for act in ACTS}
BY_PRIMARY = {act.primary: act for act in ACTS}
