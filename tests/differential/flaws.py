"""Ways in which an action can be wrong: each takes its fields and spoils them."""

from __future__ import annotations

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, YEAR, first_day
from tests.differential.founding import month_of
from tests.differential.intent import FOREVER, Fields, Scene
from tests.harness.keys import key_addresses, wallet_addresses

STRANGER = b"\x99" * 20
UNKNOWN = b"\xdd" * 32
LONGEST_LIFE = 130 * YEAR


def _replaced(values: tuple, index: int, value: object) -> tuple:
    return (*values[:index], value, *values[index + 1 :])


def _spoil_one(scene: Scene, fields: Fields, name: str, value: object) -> None:
    """Replace one random entry of a list; an empty list stays as it is."""
    if fields[name]:
        index = scene.rng.randrange(len(fields[name]))
        fields[name] = _replaced(fields[name], index, value)


# ------------------------------------------------------------------------------- any signed act


def past_deadline(scene: Scene, fields: Fields) -> None:
    """The act comes too late."""
    fields["deadline"] = scene.rng.choice((scene.now - 1, scene.now - DAY, 0))


def wrong_nonce(scene: Scene, fields: Fields) -> None:
    """The act is not the next one."""
    near = (fields["nonce"] - 1, fields["nonce"] + 1, fields["nonce"] + 2**64, FOREVER)
    fields["nonce"] = max(0, scene.rng.choice(near))


# ------------------------------------------------------------------------------ acts of councils


def unknown_community(scene: Scene, fields: Fields) -> None:
    """No such council."""
    count = len(scene.state.councils)
    fields["community"] = scene.rng.choice((0, count + 1, 2**24, 2**24 + 1, FOREVER))


def other_community(scene: Scene, fields: Fields) -> None:
    """Another council's act, with its own nonce but this one's signatures."""
    fields["community"] = scene.rng.choice(list(scene.state.councils))
    fields["nonce"] = scene.state.councils[fields["community"]].nonce


def no_such_seat(scene: Scene, fields: Fields) -> None:
    """A bit beyond the seats."""
    seats = scene.state.councils[fields["community"]].seats
    index = scene.rng.choice((seats, seats, 255))
    fields["approvals"] = (*fields["approvals"], (index, STRANGER))


def missing_signature(scene: Scene, fields: Fields) -> None:
    """More bits than signatures. Behind a wallet's, whose bytes follow, none counts as missing."""
    approvals = fields["approvals"]
    kept = approvals[: scene.rng.randrange(len(approvals))]
    if not any(signer in wallet_addresses() for _, signer in kept):
        missing = ((seat, None) for seat, _ in approvals[len(kept) :])
        fields["approvals"] = (*kept, *missing)


def wrong_signer(scene: Scene, fields: Fields) -> None:
    """One seat's signature is by somebody else: nobody, a key, or another seat's key."""
    approvals = fields["approvals"]
    index = scene.rng.randrange(len(approvals))
    others = [seat.controller for seat in scene.state.seats.values()]
    signer = scene.rng.choice((STRANGER, scene.rng.choice(key_addresses()), *others[:4]))
    fields["approvals"] = _replaced(approvals, index, (approvals[index][0], signer))


def former_key(scene: Scene, fields: Fields) -> None:
    """A seat signs with the key it had before."""
    approvals = fields["approvals"]
    for index, (seat, _) in enumerate(approvals):
        holder = scene.state.seats[fields["community"], seat].identity
        if holder in scene.former:
            fields["approvals"] = _replaced(approvals, index, (seat, scene.former[holder][-1]))


def everybody_signs(scene: Scene, fields: Fields) -> None:
    """All seats, also those that share a key."""
    community = fields["community"]
    seats = range(scene.state.councils[community].seats)
    fields["approvals"] = tuple(
        (index, scene.state.seats[community, index].controller) for index in seats
    )


def too_few(scene: Scene, fields: Fields) -> None:
    """Fewer seats than the threshold, sometimes none."""
    threshold = scene.state.councils[fields["community"]].threshold
    kept = scene.rng.choice((0, 1, threshold - 1))
    fields["approvals"] = fields["approvals"][:kept]


COUNCIL = (
    past_deadline,
    wrong_nonce,
    unknown_community,
    other_community,
    no_such_seat,
    missing_signature,
    wrong_signer,
    wrong_signer,
    former_key,
    everybody_signs,
    everybody_signs,
    too_few,
)

# ------------------------------------------------------------------------------- acts of persons


def who_acts(fields: Fields) -> str:
    """Return the field that names the person who acts."""
    return "challenger" if "challenger" in fields else "identity"


def wrong_person(scene: Scene, fields: Fields) -> None:
    """Somebody without a key, or nobody at all."""
    keyless = [one for one in scene.state.people if one not in scene.state.signatories]
    fields[who_acts(fields)] = scene.rng.choice((UNKNOWN, bytes(32), *keyless))


def signed_by_other(scene: Scene, fields: Fields) -> None:
    """Signed by nobody, by any key, or by a key the person had before."""
    former = scene.former.get(fields[who_acts(fields)], [])
    fields["signer"] = scene.rng.choice((None, STRANGER, key_addresses()[0], *former, *former))


def lapsed_guardian(scene: Scene, fields: Fields) -> None:
    """A guardian acts although the person has come of age."""
    for identity, signatory in scene.state.signatories.items():
        if signatory.lapse_day and scene.today >= signatory.lapse_day:
            fields.update(nonce=signatory.nonce, signer=signatory.controller)
            fields[who_acts(fields)] = identity


PERSON = (
    past_deadline,
    wrong_nonce,
    wrong_person,
    signed_by_other,
    lapsed_guardian,
    lapsed_guardian,
)

# --------------------------------------------------------------------------------- kinds of acts


def longer_list(scene: Scene, fields: Fields) -> None:
    """Two lists that differ in length."""
    name = "birth_months" if "birth_months" in fields else "act_days"
    if "controllers" in fields:
        fields["controllers"] = (*fields["controllers"], STRANGER)
    else:
        fields[name] = scene.rng.choice((fields[name][:-1], (*fields[name], 24_000)))


def no_identity(scene: Scene, fields: Fields) -> None:
    """The zero identity."""
    _spoil_one(scene, fields, "identities", bytes(32))


def known_identity(scene: Scene, fields: Fields) -> None:
    """Somebody who is already there, or twice in one batch."""
    known = scene.rng.choice((*scene.state.people, *fields["identities"]))
    _spoil_one(scene, fields, "identities", known)


def unlikely_birth(scene: Scene, fields: Fields) -> None:
    """A month in the future, too long ago, or on the edge of either."""
    month = month_of(scene.now)
    oldest = month_of(scene.now - LONGEST_LIFE)
    value = scene.rng.choice(
        (
            month + 1,
            month + 1,
            month + 600,
            2**16 - 1,
            2**16,
            FOREVER,
            0,
            11,
            12,
            oldest - 1,
            oldest,
            oldest + 1,
        )
    )
    _spoil_one(scene, fields, "birth_months", value)


def outsider(scene: Scene, fields: Fields) -> None:
    """Somebody of another community, or nobody."""
    others = [
        identity
        for identity, person in scene.state.people.items()
        if person.community != fields["community"]
    ]
    _spoil_one(scene, fields, "identities", scene.rng.choice((UNKNOWN, *others)))


def bound_already(scene: Scene, fields: Fields) -> None:
    """A key for somebody who has one, or two for the same person."""
    bound = [
        identity
        for identity in scene.members(fields["community"])
        if identity in scene.state.signatories
    ]
    if bound:
        fields["identities"] = (*fields["identities"], scene.rng.choice(bound))
        fields["controllers"] = (*fields["controllers"], scene.some_key())


def zero_key(scene: Scene, fields: Fields) -> None:
    """The zero address."""
    if "controllers" in fields:
        _spoil_one(scene, fields, "controllers", bytes(20))
    else:
        fields["new_controller"] = bytes(20)


def declined(scene: Scene, fields: Fields) -> None:
    """The new key did not sign."""
    fields["new_signer"] = scene.rng.choice((None, STRANGER, fields.get("signer")))


def own_case(scene: Scene, fields: Fields) -> None:
    """A seat that signs is also awarded."""
    community = fields["community"]
    for seat, _ in fields["approvals"]:
        holder = scene.state.seats[community, seat].identity
        if scene.state.people[holder].community == community:
            _spoil_one(scene, fields, "identities", holder)


def wrong_day(scene: Scene, fields: Fields) -> None:
    """A day outside one of the limits, or on the edge of it."""
    today, filing = scene.today, scene.charter.filing_days
    near = (today + 1, today - filing, today - filing - 1, 0, 2**24, FOREVER)
    _spoil_one(scene, fields, "act_days", max(0, scene.rng.choice(near)))


def wrong_version(scene: Scene, fields: Fields) -> None:
    """Another version of the rule, or none."""
    versions = len(scene.state.rules[fields["rule"]])
    near = (0, versions, versions + 1, max(1, versions - 1), 2**32 - 1)
    fields["version"] = scene.rng.choice(near)
    if scene.rng.random() < 0.3:
        fields["rule"] = scene.rng.choice((0, 2**32, FOREVER))


def before_birth(scene: Scene, fields: Fields) -> None:
    """A child is awarded for a day around their birth, under a rule that was in force."""
    for child in scene.members(fields["community"]):
        born = first_day(scene.state.people[child].birth_month)
        day = born - scene.rng.randrange(3)
        for rule, versions in scene.state.rules.items():
            for number, version in enumerate(versions, start=1):
                first = max(version.from_day, scene.today - version.filing_days)
                if version.points and first <= day < version.until_day:
                    fields.update(rule=rule, version=number, identities=(child,), act_days=(day,))
                    return


def again(scene: Scene, fields: Fields) -> None:
    """The same line many times over, until a limit or a cap is reached."""
    times = scene.rng.choice((2, 3, 6))
    fields["identities"] = fields["identities"][:1] * times
    fields["act_days"] = fields["act_days"][:1] * times


def not_the_root(scene: Scene, fields: Fields) -> None:
    """A council below the root, or none, does what only the root's may."""
    fields["community"] = scene.rng.choice((0, 2, 2, len(scene.state.councils) + 1))


def bad_rule(scene: Scene, fields: Fields) -> None:
    """A rule with a value outside its bounds, or on the edge of them."""
    if not fields["rules"]:
        return
    name, values = scene.rng.choice(
        (
            ("rule", (0, 2**32, FOREVER)),
            ("category", (0, 8, 256 + 1)),
            ("points", (251, 2**16, FOREVER)),
            ("yearly_limit", (1_001, 2**16)),
            ("from_day", (2**24 - 1, 2**24 - 2, FOREVER)),
        )
    )
    rule = fields["rules"][-1]
    changed = {key: getattr(rule, key) for key in rule.__slots__}
    changed[name] = scene.rng.choice(values)
    fields["rules"] = (*fields["rules"][:-1], actions.RuleText(**changed))


def hasty_rule(scene: Scene, fields: Fields) -> None:
    """A rule without notice, out of order, or twice in one act."""
    if not fields["rules"]:
        return
    rule = fields["rules"][-1]
    changed = {key: getattr(rule, key) for key in rule.__slots__}
    earliest = scene.today + scene.charter.rule_notice_days
    latest = scene.state.rules.get(rule.rule)
    days = [earliest - 1, earliest, scene.today, rule.from_day]
    changed["from_day"] = scene.rng.choice(days + [latest[-1].from_day] * 4 if latest else days)
    fields["rules"] = (*fields["rules"], actions.RuleText(**changed))


def retired(scene: Scene, fields: Fields) -> None:
    """Not wrong in itself: rules that end, so that later awards under them are."""
    fields["rules"] = tuple(
        actions.RuleText(
            rule.rule, rule.category, 0, rule.yearly_limit, rule.from_day, rule.text_hash
        )
        for rule in fields["rules"]
    )


def wrong_year(scene: Scene, fields: Fields) -> None:
    """A year that is not the next."""
    year = fields["year"]
    fields["year"] = scene.rng.choice((0, year - 1, year + 1, FOREVER))


def odd_leave(scene: Scene, fields: Fields) -> None:
    """No days, more than there are, or more than fit anywhere."""
    longest = scene.charter.leave_days
    fields["days_away"] = scene.rng.choice((0, 0, longest, longest + 1, 4_096, 2**24, FOREVER))


SPECIFIC = {
    actions.Enrol: (longer_list, no_identity, known_identity, unlikely_birth, unlikely_birth),
    actions.BindControllers: (longer_list, outsider, bound_already, zero_key),
    actions.FileAwards: (
        longer_list,
        outsider,
        own_case,
        own_case,
        wrong_day,
        wrong_day,
        wrong_version,
        wrong_version,
        before_birth,
        before_birth,
        before_birth,
        again,
        again,
        again,
    ),
    actions.PublishRules: (not_the_root, bad_rule, bad_rule, hasty_rule, hasty_rule, retired),
    actions.AnnounceRate: (not_the_root, wrong_year),
    actions.ChangeController: (zero_key, declined),
    actions.DeclareLeave: (odd_leave, odd_leave, odd_leave),
    actions.EndLeave: (),
}
