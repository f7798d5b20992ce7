"""The catalogue of infraction rules, whose numbers are their own."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import PublishInfractions
from isonomia.spec.approvals import require_root, use_approval
from isonomia.spec.bounds import require_bounded_infraction
from isonomia.spec.draft import Draft
from isonomia.spec.events import InfractionPublished, InfractionsPublished
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import NO_END, InfractionText, InfractionVersion


def publish_infractions(draft: Draft, action: PublishInfractions) -> None:
    """Publish new versions of infraction rules, after notice."""
    require_root(action)
    use_approval(draft, action)
    publish_all_infractions(
        draft,
        action.infractions,
        action.infractions_hash,
        earliest=draft.today + draft.charter.rule_notice_days,
    )


def publish_all_infractions(
    draft: Draft, texts: tuple[InfractionText, ...], infractions_hash: bytes, *, earliest: int
) -> None:
    """Publish rules that begin on the day ``earliest`` or later, and the file they stand in."""
    for text in texts:
        _publish_one(draft, text, earliest)
    draft.infractions_hash = infractions_hash
    draft.events.append(InfractionsPublished(infractions_hash))


def _publish_one(draft: Draft, text: InfractionText, earliest: int) -> None:
    require_bounded_infraction(text)
    if text.from_day < earliest:
        raise Refusal("RuleNoticeTooShort", text.rule, text.from_day, earliest)
    versions = draft.infractions.get(text.rule) or ()
    if versions and text.from_day <= versions[-1].from_day:
        raise Refusal("RuleVersionOutOfOrder", text.rule, text.from_day, versions[-1].from_day)

    ended = tuple(replace(version, until_day=text.from_day) for version in versions[-1:])
    terms = (text.points, text.amount, text.sunset_days, text.from_day)
    latest = InfractionVersion(*terms, NO_END, draft.charter.filing_days, text.text_hash)
    draft.infractions[text.rule] = (*versions[:-1], *ended, latest)
    number = len(draft.infractions[text.rule])
    draft.events.append(InfractionPublished(text.rule, number, *terms, text.text_hash))
