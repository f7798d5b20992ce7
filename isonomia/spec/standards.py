"""The standards that organisations are held to, whose numbers are their own."""

from __future__ import annotations

from isonomia.spec.actions import PublishStandards
from isonomia.spec.approvals import require_root, use_approval
from isonomia.spec.bounds import require_bounded_standard
from isonomia.spec.draft import Draft
from isonomia.spec.events import StandardPublished, StandardsPublished
from isonomia.spec.state import NO_END, StandardText, StandardVersion
from isonomia.spec.versions import followed_by, require_next


def publish_standards(draft: Draft, action: PublishStandards) -> None:
    """Publish new versions of standards, after notice."""
    require_root(action)
    use_approval(draft, action)
    publish_all_standards(
        draft,
        action.standards,
        action.standards_hash,
        earliest=draft.today + draft.charter.rule_notice_days,
    )


def publish_all_standards(
    draft: Draft, texts: tuple[StandardText, ...], standards_hash: bytes, *, earliest: int
) -> None:
    """Publish standards that begin on the day ``earliest`` or later, and their file."""
    for text in texts:
        _publish_one(draft, text, earliest)
    draft.standards_hash = standards_hash
    draft.events.append(StandardsPublished(standards_hash))


def _publish_one(draft: Draft, text: StandardText, earliest: int) -> None:
    require_bounded_standard(text)
    versions = draft.standards.get(text.standard) or ()
    require_next(text.standard, text.from_day, versions, earliest)

    terms = (text.effect, text.sunset_days, text.from_day)
    latest = StandardVersion(*terms, NO_END, draft.charter.filing_days, text.text_hash)
    versions = followed_by(versions, latest)
    draft.standards[text.standard] = versions
    draft.events.append(StandardPublished(text.standard, len(versions), *terms, text.text_hash))
