"""The catalogue of infraction rules, whose numbers are their own."""

from __future__ import annotations

from isonomia.spec.actions import PublishInfractions
from isonomia.spec.approvals import require_root, use_approval
from isonomia.spec.bounds import require_bounded_infraction
from isonomia.spec.draft import Draft
from isonomia.spec.events import InfractionPublished, InfractionsPublished
from isonomia.spec.state import NO_END, InfractionText, InfractionVersion
from isonomia.spec.versions import followed_by, require_next


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
    versions = draft.infractions.get(text.rule) or ()
    require_next(text.rule, text.from_day, versions, earliest)

    terms = (text.points, text.amount, text.sunset_days, text.from_day)
    latest = InfractionVersion(*terms, NO_END, draft.charter.filing_days, text.text_hash)
    versions = followed_by(versions, latest)
    draft.infractions[text.rule] = versions
    draft.events.append(InfractionPublished(text.rule, len(versions), *terms, text.text_hash))
