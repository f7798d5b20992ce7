"""The catalogue of rules."""

from __future__ import annotations

from isonomia.spec.actions import PublishRules
from isonomia.spec.approvals import require_root, use_approval
from isonomia.spec.bounds import require_bounded_rule
from isonomia.spec.draft import Draft
from isonomia.spec.events import CataloguePublished, RulePublished
from isonomia.spec.state import NO_END, RuleText, RuleVersion
from isonomia.spec.versions import followed_by, require_next


def publish_rules(draft: Draft, action: PublishRules) -> None:
    """Publish new versions of rules, after notice."""
    require_root(action)
    use_approval(draft, action)
    publish_all(
        draft,
        action.rules,
        action.catalogue_hash,
        earliest=draft.today + draft.charter.rule_notice_days,
    )


def publish_all(
    draft: Draft, rules: tuple[RuleText, ...], catalogue_hash: bytes, *, earliest: int
) -> None:
    """Publish rules that begin on the day ``earliest`` or later, and the file they stand in."""
    for text in rules:
        _publish_one(draft, text, earliest)
    draft.catalogue_hash = catalogue_hash
    draft.events.append(CataloguePublished(catalogue_hash))


def _publish_one(draft: Draft, text: RuleText, earliest: int) -> None:
    require_bounded_rule(text)
    versions = draft.rules.get(text.rule) or ()
    require_next(text.rule, text.from_day, versions, earliest)

    versions = followed_by(versions, _chartered(draft, text))
    draft.rules[text.rule] = versions
    draft.events.append(
        RulePublished(
            text.rule,
            len(versions),
            text.category,
            text.points,
            text.yearly_limit,
            text.from_day,
            text.text_hash,
        )
    )


def _chartered(draft: Draft, text: RuleText) -> RuleVersion:
    """Return the version with the parts of the charter that awards under it will need."""
    return RuleVersion(
        category=text.category,
        points=text.points,
        yearly_limit=text.yearly_limit,
        from_day=text.from_day,
        until_day=NO_END,
        category_cap=draft.charter.category_cap,
        annual_cap=draft.charter.annual_cap,
        grace_days=draft.charter.grace_days,
        filing_days=draft.charter.filing_days,
        text_hash=text.text_hash,
    )
