"""One sample of every act that is signed: what is typed, and what is signed by it."""

from __future__ import annotations

import json
from typing import Any

from isonomia import typed_data, typed_data_cases, typed_data_services
from isonomia.due_process.case_keys import (
    CHALLENGE,
    INFRACTION,
    CaseKey,
    award_matter,
    infraction_matter,
)
from isonomia.services.finding_keys import FindingKey
from isonomia.words import hexed
from tests.support.roles import hash_of

NONCE, DEADLINE = 3, 1_900_000_000
DEADLINE_TEXT = "2030-03-17T17:46:40Z"
PEOPLE = [hash_of("first person"), hash_of("second person")]
JURORS = [hash_of(f"juror {number}") for number in range(5)]
EVIDENCE = hash_of("evidence")
NEW_KEY = "0x" + "5e" * 20
ADDRESS = "0x5e5E5e5e5e5e5e5e5e5e5e5E5e5E5E5e5E5E5E5e"
RULE = {
    "rule": 9,
    "category": 3,
    "points": 20,
    "yearlyLimit": 4,
    "fromDay": 19_900,
    "textHash": hexed(EVIDENCE),
}
INFRACTION_RULE = {
    "rule": 9,
    "points": 20,
    "amount": 0,
    "sunsetDays": 730,
    "fromDay": 19_900,
    "textHash": hexed(EVIDENCE),
}
STANDARD = {
    "standard": 9,
    "effect": 1,
    "sunsetDays": 365,
    "fromDay": 19_900,
    "textHash": hexed(EVIDENCE),
}
FINDING = FindingKey(organisation=4, standard=2, day=18_017)
CASE = CaseKey(INFRACTION, PEOPLE[0], infraction_matter(2, 18_017))
AWARD = CaseKey(CHALLENGE, PEOPLE[1], award_matter(5, 8, 1))

_EVIDENCE = f"evidenceHash={hexed(EVIDENCE)}"
_PEOPLE = "identities=" + ",".join(map(hexed, PEOPLE))
_KEY = (f"kind={INFRACTION}", f"identity={hexed(PEOPLE[0])}", f"matter={CASE.matter}")
_WHO = f"identity={hexed(PEOPLE[0])}"
_HEAD = (5, NONCE, DEADLINE)
_TAIL = (NONCE, DEADLINE)
_PROOF = (
    *("community=5", "batchNonce=8", "rule=2", "version=1", _EVIDENCE, _PEOPLE),
    *("filedAt=1556668800", "before=0x" + "00" * 14, f"later={hexed(EVIDENCE)}", "line=1"),
)
_BATCH = ("community=5", "rule=2", "version=1", _EVIDENCE, _PEOPLE, "actDays=2019-05-01,18018")
_BATCH_VALUES = (2, 1, EVIDENCE, PEOPLE, [18_017, 18_018])

_FINDING = ("organisation=4", "standard=2", "day=2019-05-01")
_own, _due, _services = typed_data, typed_data_cases, typed_data_services
#: By name of the act: what is typed, what makes the message elsewhere, and its values.
SAMPLES: dict[str, tuple[tuple[str, ...], Any, tuple[Any, ...]]] = {
    "enrol": (
        ("community=5", _PEOPLE, "birthMonths=1980-07,23761"),
        _own.enrolment,
        (*_HEAD, PEOPLE, [1980 * 12 + 6, 23_761]),
    ),
    "bind": (
        ("community=5", _PEOPLE, f"controllers={NEW_KEY},{NEW_KEY}"),
        _own.binding,
        (*_HEAD, PEOPLE, [ADDRESS, ADDRESS]),
    ),
    "announce-rate": (
        ("community=1", "year=1", "dividendPerHead=12", f"sourceHash={hexed(EVIDENCE)}"),
        _own.rate,
        (1, *_TAIL, 1, 12, EVIDENCE),
    ),
    "publish-rules": (
        ("community=1", f"catalogueHash={hexed(EVIDENCE)}", f"rules={json.dumps([RULE])}"),
        _own.catalogue,
        (1, *_TAIL, EVIDENCE, [(9, 3, 20, 4, 19_900, EVIDENCE)]),
    ),
    "award": (_BATCH, _own.awards, (*_HEAD, *_BATCH_VALUES)),
    "open-round": (
        (
            *("community=1", "kind=1", "prizes=2", "points=100", "amount=500000"),
            *("daysLong=365", "entriesUntil=2019-05-15"),
        ),
        _own.round_opening,
        (1, *_TAIL, 1, 2, 100, 500_000, 365, 1_557_878_400),
    ),
    "nominate": (("community=5", "round=1", _PEOPLE), _own.nomination, (*_HEAD, 1, PEOPLE)),
    "publish-infractions": (
        (
            *("community=1", f"infractionsHash={hexed(EVIDENCE)}"),
            f"rules={json.dumps([INFRACTION_RULE])}",
        ),
        _due.infraction_rules,
        (1, *_TAIL, EVIDENCE, [(9, 20, 0, 730, 19_900, EVIDENCE)]),
    ),
    "file-infractions": (_BATCH, _due.infractions, (*_HEAD, *_BATCH_VALUES)),
    "file-recovery": (
        ("community=5", _WHO, f"newController={NEW_KEY}", _EVIDENCE),
        _due.recovery,
        (*_HEAD, PEOPLE[0], ADDRESS, EVIDENCE),
    ),
    "file-closing": (
        ("community=5", _WHO, _EVIDENCE),
        _due.closing,
        (*_HEAD, PEOPLE[0], EVIDENCE),
    ),
    "withdraw": (("community=5", *_KEY), _due.withdrawal, (*_HEAD, CASE.number)),
    "certify-remedies": (
        ("community=5", _EVIDENCE, f"identities={hexed(PEOPLE[0])}", f"matters={CASE.matter}"),
        _due.remedies,
        (*_HEAD, EVIDENCE, [CASE.number]),
    ),
    "endorse": (
        ("community=5", "target=4", "values=730,30,100,30", "fromDay=2019-07-01"),
        _due.endorsement,
        (*_HEAD, 4, [730, 30, 100, 30], 18_078),
    ),
    "change-key": (
        (_WHO, f"newController={NEW_KEY}"),
        _own.controller_change,
        (PEOPLE[0], ADDRESS, *_TAIL),
    ),
    "take-leave": ((_WHO, "daysAway=30"), _own.leave, (PEOPLE[0], 30, *_TAIL)),
    "end-leave": ((_WHO,), _own.leave_end, (PEOPLE[0], *_TAIL)),
    "move": ((_WHO, "community=6"), _own.move, (PEOPLE[0], 6, *_TAIL)),
    "opt-out": ((_WHO,), _own.opt_out, (PEOPLE[0], *_TAIL)),
    "opt-in": ((_WHO,), _own.opt_in, (PEOPLE[0], *_TAIL)),
    "give": ((_WHO, "points=10"), _own.gift, (PEOPLE[0], 10, *_TAIL)),
    "enter": ((_WHO, "round=1"), _own.entry, (PEOPLE[0], 1, *_TAIL)),
    "challenge": (
        (*_PROOF, f"challenger={hexed(PEOPLE[0])}", "ground=facts"),
        _due.challenge,
        (AWARD.number, PEOPLE[0], 1, *_TAIL),
    ),
    "appeal": (
        (*_KEY, "formerPanel=", "ground=procedure"),
        _due.appeal,
        (CASE.number, 5, *_TAIL),
    ),
    "review": ((*_KEY, "ground=remedy-done"), _due.review, (CASE.number, 6, *_TAIL)),
    "alive": (_KEY, _due.alive, (CASE.number, *_TAIL)),
    "volunteer": ((_WHO, "renewal=1"), _due.volunteering, (PEOPLE[0], 1, *_TAIL)),
    "verdict": (
        (
            *(*_KEY, f"identities={','.join(map(hexed, [PEOPLE[0], *JURORS]))}", "size=5"),
            *("panel=7", "outcome=rejected", f"reasonsHash={hexed(EVIDENCE)}"),
        ),
        _due.verdict,
        (CASE.number, 7, 2, EVIDENCE),
    ),
    "audit": (
        (
            *(f"identities={','.join(map(hexed, JURORS))}", "size=5", "community=5", "year=0"),
            *("panel=7", "shareIndex=1050", f"reportHash={hexed(EVIDENCE)}"),
        ),
        _due.audit,
        (5, 0, 7, 1_050, EVIDENCE),
    ),
    "accredit": (
        (
            *("community=5", "form=public", "kinds=education,legal help", f"key={NEW_KEY}"),
            *("untilDay=2019-07-01", f"textHash={hexed(EVIDENCE)}", "name=Waterworks of the North"),
        ),
        _services.accreditation,
        (*_HEAD, 3, 0b10000000001, ADDRESS, 18_078, EVIDENCE, "Waterworks of the North"),
    ),
    "renew-accreditation": (
        ("community=5", "organisation=4", "kinds=3", "untilDay=18078"),
        _services.accreditation_renewal,
        (*_HEAD, 4, 3, 18_078),
    ),
    "publish-standards": (
        (
            *("community=1", f"standardsHash={hexed(EVIDENCE)}"),
            f"standards={json.dumps([STANDARD])}",
        ),
        _services.standards,
        (1, *_TAIL, EVIDENCE, [(9, 1, 365, 19_900, EVIDENCE)]),
    ),
    "file-finding": (
        ("community=5", *_FINDING, "version=1", _EVIDENCE),
        _services.finding,
        (*_HEAD, 4, 2, 1, 18_017, EVIDENCE),
    ),
    "grant-mandate": (
        (
            *("community=5", "organisation=4", "standard=2", "limit=40", "threshold=2"),
            *("untilDay=2019-07-01", f"measureHash={hexed(EVIDENCE)}", f"signers={NEW_KEY}"),
        ),
        _services.mandate,
        (*_HEAD, 4, 2, 40, 2, 18_078, EVIDENCE, [ADDRESS]),
    ),
    "withdraw-finding": (
        ("community=5", *_FINDING),
        _services.finding_withdrawal,
        (*_HEAD, FINDING.number),
    ),
    "certify-finding-remedy": (
        ("community=5", *_FINDING, _EVIDENCE),
        _services.finding_remedy,
        (*_HEAD, FINDING.number, EVIDENCE),
    ),
    "cancel-order": ((_WHO, "orderNonce=7"), _services.cancellation, (PEOPLE[0], 7, *_TAIL)),
    "rate": (
        (
            *(_WHO, "batch=12", "index=1", "stars=4", "offer=3", "quantity=1", "amount=500"),
            *("source=0", "time=1556668800", f"proof={hexed(EVIDENCE)}"),
        ),
        _services.rating,
        (PEOPLE[0], 12, 1, 4, *_TAIL),
    ),
    "appeal-finding": (
        (*_FINDING, "formerPanel=", "ground=facts"),
        _services.finding_appeal,
        (FINDING.number, 1, DEADLINE),
    ),
    "review-finding": (
        (*_FINDING, "ground=remedy-done"),
        _services.finding_review,
        (FINDING.number, 6, DEADLINE),
    ),
    "finding-verdict": (
        (
            *(*_FINDING, f"identities={','.join(map(hexed, JURORS))}", "size=5"),
            *("panel=7", "outcome=rejected", f"reasonsHash={hexed(EVIDENCE)}"),
        ),
        _due.verdict,
        (FINDING.number, 7, 2, EVIDENCE),
    ),
    "reading": (
        (
            *("mandate=3", "version=1", "value=41", "day=2019-05-01", _EVIDENCE),
            f"signers={NEW_KEY}",
        ),
        _services.reading,
        (3, 1, 41, 18_017, EVIDENCE),
    ),
}
