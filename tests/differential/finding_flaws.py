"""Ways in which acts about organisations can be wrong: standards, mandates, findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from isonomia.spec import actions
from isonomia.spec.case_table import CaseAct
from isonomia.spec.effects import lasts
from isonomia.spec.finding_state import Finding, FindingKey, Mandate
from isonomia.spec.state import State
from tests.differential.case_flaws import (
    VOTE_FLAWS,
    bad_ground,
    few_votes,
    odd_outcome,
    vote_forged,
    vote_missing,
    wrong_former,
)
from tests.differential.finding_intent import (
    MANDATE_DAYS,
    MOST_SIGNERS,
    allowing,
    allows,
    is_effective,
    key_fields,
    organisation_fields,
    reading_of,
)
from tests.differential.flaws import STRANGER, not_the_root
from tests.differential.intent import FOREVER, Fields, Scene, council_fields
from tests.differential.service_flaws import no_such_organisation, other_sender
from tests.harness.keys import key_addresses

# -------------------------------------------------------------------------------------- standards


def bad_standard(scene: Scene, fields: Fields) -> None:
    """A standard with a value outside its bounds, or on the edge of them."""
    if not fields["standards"]:
        return
    name, values = scene.rng.choice(
        (
            ("standard", (0, 2**32, FOREVER)),
            ("effect", (3, 256 + 1, FOREVER)),
            ("sunset_days", (0, 29, 30, 730, 731, FOREVER)),
            ("from_day", (2**24 - 1, 2**24 - 2, FOREVER)),
        )
    )
    texts = fields["standards"]
    changed = replace(texts[-1], **{name: scene.rng.choice(values)})
    fields["standards"] = (*texts[:-1], changed)


def hasty_standard(scene: Scene, fields: Fields) -> None:
    """A standard without notice, out of order, or twice in one act."""
    if not fields["standards"]:
        return
    text = fields["standards"][-1]
    earliest = scene.today + scene.charter.rule_notice_days
    days = [earliest - 1, earliest, scene.today, text.from_day]
    known = scene.state.standards.get(text.standard)
    days += [known[-1].from_day] * 4 if known else []
    again = replace(text, from_day=scene.rng.choice(days))
    fields["standards"] = (*fields["standards"], again)


# ----------------------------------------------------------------------------------------- filing


def own_organisation(scene: Scene, fields: Fields) -> None:
    """The council to whose community the organisation belongs."""
    known = scene.state.organisations.get(fields["organisation"])
    if known is not None:
        fields.update(council_fields(scene, known.community))


def wrong_day(scene: Scene, fields: Fields) -> None:
    """A day outside one of the limits, or on the edge of it."""
    today, filing = scene.today, scene.charter.filing_days
    near = (today + 1, today - filing, today - filing - 1, 0, 2**24, FOREVER)
    fields["day"] = max(0, scene.rng.choice(near))


def wrong_version(scene: Scene, fields: Fields) -> None:
    """Another version of the standard, or none."""
    mandate = scene.state.mandates.get(fields.get("mandate", 0))
    standard = fields.get("standard", 0 if mandate is None else mandate.standard)
    versions = len(scene.state.standards.get(standard, ()))
    fields["version"] = scene.rng.choice((0, versions, versions + 1, max(1, versions - 1), FOREVER))
    if scene.rng.random() < 0.6:
        fields["day"] = scene.today
    if "standard" in fields and scene.rng.random() < 0.3:
        fields["standard"] = scene.rng.choice((0, 2**32 - 2, 2**32))


def found_before(scene: Scene, fields: Fields) -> None:
    """What was found on that day already, not too long ago."""
    since = scene.today - scene.charter.filing_days
    recent = [one for one in scene.state.findings.values() if one.day >= since]
    if not recent:
        return
    finding = scene.rng.choice(recent)
    if "mandate" in fields:
        number = _mandate_of(scene.state, finding)
        if number is not None:
            fields.update(reading_of(scene, number, scene.state.mandates[number], True))
            fields.update(day=finding.day, version=finding.version)
        return
    fields.update(key_fields(finding), version=finding.version)
    fields.update(council_fields(scene, finding.community))


def _mandate_of(state: State, finding: Finding) -> int | None:
    """Return a mandate under which a finding could be filed again."""
    about = (finding.organisation, finding.standard)
    return next(
        (
            number
            for number, one in state.mandates.items()
            if (one.organisation, one.standard) == about
        ),
        None,
    )


def eager_council(scene: Scene, fields: Fields) -> None:
    """A council that has found much about an organisation: perhaps as often as a year allows."""
    counts = scene.state.finding_counts
    if counts:
        organisation, community = max(counts, key=lambda one: (counts[one].year, counts[one].times))
        fields.update(council_fields(scene, community), organisation=organisation)
        fields["day"] = scene.today


def eager_signers(scene: Scene, fields: Fields) -> None:
    """A mandate of a council that has found much about the organisation."""
    counts = scene.state.finding_counts

    def times(known: Mandate) -> tuple[int, int]:
        count = counts.get((known.organisation, known.community))
        return (0, 0) if count is None else (count.year, count.times)

    mandates = {
        number: one for number, one in scene.state.mandates.items() if scene.today < one.until_day
    }
    if mandates:
        number = max(mandates, key=lambda one: times(mandates[one]))
        fields.update(reading_of(scene, number, mandates[number], True))


def odd_mandate(scene: Scene, fields: Fields) -> None:
    """Too few signers or too many, a threshold or an end outside its bounds."""
    keys, most = fields["keys"], scene.today + MANDATE_DAYS
    least = max(2, -(-2 * len(keys) // 3))
    everybody = tuple(sorted(key_addresses()[: MOST_SIGNERS + 1]))
    name, values = scene.rng.choice(
        (
            ("keys", ((), keys[:1], everybody)),
            ("threshold", (0, 1, least - 1, least, len(keys) + 1, FOREVER)),
            ("until_day", (scene.today, most, most + 1, 0, 2**24 + most, FOREVER)),
        )
    )
    fields[name] = scene.rng.choice(values)
    if fields["keys"] == everybody:
        fields["threshold"] = len(everybody)


def unordered_signers(scene: Scene, fields: Fields) -> None:
    """Signers who do not ascend, one twice, or nobody."""
    keys = list(fields["keys"])
    index = scene.rng.randrange(1, len(keys))
    choices = (keys[::-1], [*keys[:index], *keys[index - 1 : -1]], [bytes(20), *keys[1:]])
    fields["keys"] = tuple(scene.rng.choice(choices))


def no_such_mandate(scene: Scene, fields: Fields) -> None:
    """A mandate that nobody granted."""
    fields["mandate"] = scene.rng.choice((0, len(scene.state.mandates) + 1, 2**24, FOREVER))


def mandate_over(scene: Scene, fields: Fields) -> None:
    """A mandate that has ended."""
    over = [number for number, one in scene.state.mandates.items() if scene.today >= one.until_day]
    if over:
        number = scene.rng.choice(over)
        fields.update(reading_of(scene, number, scene.state.mandates[number], True))


def no_such_signer(scene: Scene, fields: Fields) -> None:
    """A bit beyond the signers."""
    known = scene.state.mandates.get(fields["mandate"])
    count = 0 if known is None else len(known.signers)
    index = scene.rng.choice((count, MOST_SIGNERS, 255))
    if index >= count:
        fields["votes"] = (*fields["votes"], (index, STRANGER))


def within_limit(scene: Scene, fields: Fields) -> None:
    """A value that is no finding."""
    known = scene.state.mandates.get(fields["mandate"])
    limit = 0 if known is None else known.limit
    fields["value"] = scene.rng.choice((0, max(0, limit - 1), limit, limit))


# ------------------------------------------------------------------------------ findings under way


def unknown_finding(scene: Scene, fields: Fields) -> None:
    """A finding that nobody filed."""
    name = scene.rng.choice(("organisation", "standard", "day"))
    fields[name] = scene.rng.choice((0, fields[name] ^ 1, FOREVER))


def _finding_instead(scene: Scene, fields: Fields, fitting: list[Finding]) -> None:
    """Do it about another finding, of those that fit, signed by who signs in that one."""
    if not fitting:
        return
    finding = scene.rng.choice(fitting)
    fields.update(key_fields(finding))
    if "sender" in fields:
        fields.update(organisation_fields(scene, finding.organisation))
    elif "approvals" in fields:
        fields.update(council_fields(scene, finding.community))


def other_finding(scene: Scene, fields: Fields) -> None:
    """Any other finding."""
    _finding_instead(scene, fields, list(scene.state.findings.values()))


def too_late(scene: Scene, fields: Fields) -> None:
    """An answer after its own deadline."""
    fields["deadline"] = scene.rng.choice((scene.now - 1, 0))


def not_by_the_organisation(scene: Scene, fields: Fields) -> None:
    """Neither sent nor signed by the organisation's key."""
    other_sender(scene, fields)
    fields["signer"] = scene.rng.choice((None, STRANGER, scene.rng.choice(key_addresses())))


def not_allowing(act: CaseAct) -> Callable[[Scene, Fields], None]:
    """Return the flaw of a finding in a state that does not allow an act."""

    def flaw(scene: Scene, fields: Fields) -> None:
        known = scene.state.findings.values()
        _finding_instead(scene, fields, [one for one in known if not allows(scene, one, act)])

    return flaw


def reviewed(scene: Scene, fields: Fields) -> None:
    """An effect that was looked at before."""
    _finding_instead(
        scene, fields, [one for one in allowing(scene, CaseAct.REVIEW) if one.reviewed]
    )


def over(scene: Scene, fields: Fields) -> None:
    """An effect that has ended, and was never looked at."""
    _finding_instead(
        scene,
        fields,
        [
            one
            for one in allowing(scene, CaseAct.REVIEW)
            if not one.reviewed and not is_effective(scene, one)
        ],
    )


def unseated(scene: Scene, fields: Fields) -> None:
    """The verdict of a panel that was not drawn."""
    panels = scene.state.panels
    early = [one for one in allowing(scene, CaseAct.UPHOLD) if panels[one.panel].seated is None]
    if early:
        finding = scene.rng.choice(early)
        fields.update(key_fields(finding), identities=panels[finding.panel].list, votes=())


def other_filer(scene: Scene, fields: Fields) -> None:
    """A council that did not file the finding."""
    others = [one for one in scene.state.councils if one != fields["community"]]
    fields.update(council_fields(scene, scene.rng.choice(others)))


# ------------------------------------------------------------------------------------ carrying out


def unknown_line(scene: Scene, fields: Fields) -> None:
    """A finding that nobody filed among the others."""
    unknown = FindingKey(scene.rng.choice((0, 1, FOREVER)), 1, scene.rng.randrange(99))
    fields["findings"] = scene.rng.choice(((unknown,), (*fields["findings"], unknown)))


def unripe(scene: Scene, fields: Fields) -> None:
    """A finding in any state, or one twice in one act."""
    known = [one.key for one in scene.state.findings.values()]
    if known:
        key = scene.rng.choice((*fields["findings"], scene.rng.choice(known)))
        fields["findings"] = (*fields["findings"], key)


def without_place(scene: Scene, fields: Fields) -> None:
    """All ripe findings about the organisation that has the most effects."""
    ripe, effects = allowing(scene, CaseAct.CARRY_OUT), scene.state.effects

    def lasting(finding: Finding) -> int:
        return sum(lasts(one, scene.today) for one in effects.get(finding.organisation, ()))

    if ripe:
        fullest = max(ripe, key=lasting).organisation
        fields["findings"] = tuple(one.key for one in ripe if one.organisation == fullest)


_FILING = (
    wrong_day,
    wrong_day,
    wrong_version,
    wrong_version,
    found_before,
    found_before,
)

FINDING_FLAWS = {
    actions.PublishStandards: (
        not_the_root,
        bad_standard,
        bad_standard,
        hasty_standard,
        hasty_standard,
    ),
    actions.FileFinding: (
        no_such_organisation,
        own_organisation,
        *_FILING,
        eager_council,
        eager_council,
    ),
    actions.GrantMandate: (
        no_such_organisation,
        own_organisation,
        odd_mandate,
        odd_mandate,
        unordered_signers,
    ),
    actions.FileReading: (
        no_such_mandate,
        mandate_over,
        mandate_over,
        no_such_signer,
        vote_missing,
        vote_missing,
        vote_forged,
        few_votes,
        within_limit,
        *_FILING,
        found_before,
        eager_signers,
        eager_signers,
        eager_signers,
    ),
    actions.AppealFinding: (
        unknown_finding,
        too_late,
        not_by_the_organisation,
        not_allowing(CaseAct.APPEAL),
        bad_ground,
        wrong_former,
        wrong_former,
    ),
    actions.ReviewFinding: (
        unknown_finding,
        too_late,
        not_by_the_organisation,
        not_allowing(CaseAct.REVIEW),
        bad_ground,
        bad_ground,
        reviewed,
        reviewed,
        over,
        over,
        over,
    ),
    actions.JudgeFinding: (unknown_finding, other_finding, odd_outcome, unseated, *VOTE_FLAWS),
    actions.WithdrawFinding: (unknown_finding, not_allowing(CaseAct.WITHDRAW), other_filer),
    actions.CertifyRemedyOf: (unknown_finding, not_allowing(CaseAct.REMEDY), other_filer),
    actions.CarryOutFindings: (unknown_line, unripe, unripe, without_place, without_place),
}
