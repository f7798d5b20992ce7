"""Versions of rules, infraction rules and standards: how they follow each other, and hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from isonomia.spec.draft import Draft
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import InfractionVersion, RuleVersion, StandardVersion

Version = TypeVar("Version", RuleVersion, InfractionVersion, StandardVersion)


def require_next(rule: int, from_day: int, versions: tuple[Version, ...], earliest: int) -> None:
    """Refuse a version that begins before the day ``earliest``, or not after the latest one."""
    if from_day < earliest:
        raise Refusal("RuleNoticeTooShort", rule, from_day, earliest)
    if versions and from_day <= versions[-1].from_day:
        raise Refusal("RuleVersionOutOfOrder", rule, from_day, versions[-1].from_day)


def followed_by(versions: tuple[Version, ...], latest: Version) -> tuple[Version, ...]:
    """Return all versions of a rule, of which the former latest ends on the new one's first day."""
    following = list(versions)
    if following:
        following[-1] = replace(following[-1], until_day=latest.from_day)
    following.append(latest)
    return tuple(following)


def version_numbered(versions: tuple[Version, ...], number: int) -> Version | None:
    """Return a version by its number, from 1; ``None`` when there is none."""
    return versions[number - 1] if 1 <= number <= len(versions) else None


def require_in_time(
    draft: Draft, version: Version | None, index: int, rule: int, number: int, act_day: int
) -> Version:
    """Return the version when it covers the day of an act that can still be filed today."""
    if act_day > draft.today:
        raise Refusal("ActInFuture", index, act_day, draft.today)
    earliest = draft.today - (0 if version is None else version.filing_days)
    if act_day < earliest:
        raise Refusal("ActTooOld", index, act_day, earliest)
    if version is None or version.is_retired or not version.from_day <= act_day < version.until_day:
        raise Refusal("RuleNotInForce", index, rule, number, act_day)
    return version
