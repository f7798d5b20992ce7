"""Signing without a node, and files that anybody relays.

isonomia sign
├── every act there is -> the very digest its message has elsewhere, and all of it told
├── fields missing, unknown, doubled, unreadable; no number; no key -> refused in words
relay
├── by another, of a person, of seats in several files, of old and new key -> carried out
└── expired, of another chain or deployment, used up, too early, too few, another key -> refused
files
└── changed in message, text, signature, beside, format -> refused in words
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isonomia import typed_data
from isonomia.due_process import signature_file
from isonomia.due_process.act_types import STRUCTS, Signer
from isonomia.due_process.acts import ACTS, BY_NAME
from isonomia.due_process.offline import Typed, TypedActError, put_together
from isonomia.due_process.signature_file import SignatureFileError, parse, read
from isonomia.due_process.signed_act import (
    JUROR,
    ORGANISATION,
    PERSON,
    SEAT,
    SENSOR,
    SignedAct,
)
from isonomia.due_process.values import FieldError
from isonomia.spec.case_state import CaseState
from isonomia.typed_data import Domain
from isonomia.words import hexed
from tests.allocate.registry import identity_of
from tests.due_process.samples import DEADLINE, NONCE, SAMPLES
from tests.due_process.town import (
    CITIZEN,
    HOME_NUMBER,
    OTHER,
    Town,
    day_text,
    key_of,
)

DOMAIN = Domain(31337, "0x5FbDB2315678afecb367f032d93F642f64180aa3")
ROLES = {
    Signer.person: PERSON,
    Signer.council: SEAT,
    Signer.jurors: JUROR,
    Signer.organisation: ORGANISATION,
    Signer.sensors: SENSOR,
}
KEY = key_of("somebody")


def sample(name: str, domain: Domain = DOMAIN) -> SignedAct:
    pairs, _, _ = SAMPLES[name]
    act = BY_NAME[name]
    given = Typed(pairs, NONCE, DEADLINE)
    return put_together(act, given, domain, lambda text: bytes.fromhex(text[2:]))


# ---- every act -----------------------------------------------------------------------------------


@pytest.mark.req("D2", "S13")
def test_samples__acts_and_structs__none_left_out():
    assert set(SAMPLES) == set(BY_NAME)
    # Orders are signed as well, but nobody relays them.
    inner = {"Rule", "InfractionRule", "Standard", "Order"}
    assert {act.primary for act in ACTS} == set(STRUCTS) - inner


@pytest.mark.req("D2", "S13")
@pytest.mark.parametrize("name", SAMPLES)
def test_sign__every_act__the_digest_its_message_has_elsewhere(name: str):
    signed = sample(name)
    _, message_of, values = SAMPLES[name]
    assert signed.digest == typed_data.digest(message_of(DOMAIN, *values))


@pytest.mark.req("D2", "S13")
@pytest.mark.parametrize("name", SAMPLES)
def test_file__every_act__read_back_whole_with_all_of_it_told(name: str, tmp_path: Path):
    signed = sample(name)
    role = ROLES[signed.act.signer]
    signed = signed.signed_by(role, 0, KEY)
    path = tmp_path / "act.json"
    signature_file.write(path, signed)
    found = read(path)
    assert found == signed
    told = "\n".join(found.text())
    for field in signed.act.fields:
        assert f"{field.name}: " in told
    assert "chain 31337 alone" in told


@pytest.mark.req("D2")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["community=5"], "needs rule="),
        (["colour=red"], "is no field of award"),
        (["community=5", "community=6"], "given twice"),
        (["community=five"], "write a whole number"),
        (["actDays=in May"], "write a whole number"),
        (["evidenceHash=0x12"], "64 hexadecimal digits"),
        (["evidenceHash=@/nowhere/at/all"], "cannot be read"),
    ],
)
def test_sign__fields_that_make_no_act__refused_in_words(changed: list[str], words: str):
    with pytest.raises((TypedActError, FieldError), match=words):
        put_together(BY_NAME["award"], Typed(changed, 1, 2), DOMAIN, bytes.fromhex)


@pytest.mark.req("D2")
def test_sign__no_number_and_no_node__refused_in_words():
    pairs, _, _ = SAMPLES["award"]
    with pytest.raises(TypedActError, match="--nonce"):
        put_together(
            BY_NAME["award"],
            Typed(pairs, None, 2),
            DOMAIN,
            lambda text: bytes.fromhex(text[2:]),
        )


# ---- changed files -------------------------------------------------------------------------------


def _set(*path: Any) -> Callable[[Any, Any], None]:
    def change(document: Any, value: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


CHANGES = [
    (_set("message", "ground"), 2, "changed after signing"),
    (_set("message", "nonce"), 4, "changed after signing"),
    (_set("message", "deadline"), 1, "changed after signing"),
    (_set("message", "deadline"), -1, "0 or more"),
    (_set("message", "caseId"), "0x" + "11" * 32, "not the one that was signed"),
    (_set("beside", "matter"), 5, "not the one that was signed"),
    (_set("beside"), {}, "exactly these fields"),
    (_set("domain", "chainId"), 1, "changed after signing"),
    (_set("domain", "name"), "Another", "sign again with these tools"),
    (_set("domain", "verifyingContract"), "0x12", "an address"),
    (_set("signatures", 0, "signature"), "0x" + "11" * 65, "changed after signing"),
    (_set("signatures", 0, "signature"), "0x11", "65 bytes"),
    (_set("signatures", 0, "signer"), key_of("another").address, "changed after signing"),
    (_set("signatures", 0, "role"), "seat", "signed by the person"),
    (_set("signatures", 0, "number"), 256, "0 to 255"),
    (_set("signatures"), {}, "a list belongs here"),
    (_set("text"), ["I sign something harmless."], "the text was changed"),
    (_set("format"), "isonomia-signature/2", "use the version of the tools"),
    (_set("primaryType"), "Gift of everything", "there is no act"),
    (_set("more"), 1, "exactly the fields"),
]


@pytest.mark.req("S8", "D2")
@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_file__changed_after_signing__refused_in_words(number: int):
    change, value, words = CHANGES[number]
    document = signature_file.as_document(sample("appeal").signed_by(PERSON, 0, KEY))
    change(document, value)
    with pytest.raises(SignatureFileError, match=words):
        parse(json.dumps(document).encode())


@pytest.mark.req("S8")
def test_file__no_json_or_not_there__refused_in_words(tmp_path: Path):
    with pytest.raises(SignatureFileError, match="no JSON"):
        parse(b"{")
    with pytest.raises(SignatureFileError, match="cannot be read"):
        read(tmp_path / "missing.json")


# ---- merging -------------------------------------------------------------------------------------


@pytest.mark.req("D2")
def test_merge__seats_of_the_same_act__all_signatures_in_one():
    seats = [sample("award").signed_by(SEAT, seat, key_of(f"seat {seat}")) for seat in (2, 0)]
    [(names, merged)] = signature_file.merge([("a", seats[0]), ("b", seats[1])])
    assert names == "a, b"
    assert list(merged.of(SEAT)) == [0, 2]
    merged.require_consistent()


@pytest.mark.req("D2")
def test_merge__two_keys_for_one_seat_or_another_list__refused():
    first = sample("award").signed_by(SEAT, 0, key_of("one"))
    second = sample("award").signed_by(SEAT, 0, key_of("two"))
    with pytest.raises(SignatureFileError, match="leave out the one"):
        signature_file.merge([("a", first), ("b", second)])
    votes = [sample("verdict"), sample("verdict")]
    votes[1].beside["identities"].reverse()  # type: ignore[attr-defined]
    with pytest.raises(SignatureFileError, match="beside it differs"):
        signature_file.merge([("a", votes[0]), ("b", votes[1])])


@pytest.mark.req("D2")
def test_merge__different_acts__stay_apart():
    assert len(signature_file.merge([("a", sample("award")), ("b", sample("enrol"))])) == 2


# ---- signed here, relayed there ------------------------------------------------------------------


def signed(town: Town, name: str, *arguments: object, person: str | None = None) -> Path:
    """Sign without a node and return the file."""
    out = town.folder / f"{name}.json"
    town.done("sign", *arguments, "--out", out, *town.pepper, person=person, node=False)
    return out


@pytest.mark.req("S13", "Q6")
def test_relay__opting_out_signed_without_a_node__carried_out_by_another(town: Town):
    file = signed(
        *(town, "leave", "opt-out", f"identity={CITIZEN}", "--nonce", 0, "--until", day_text(9)),
        person=CITIZEN,
    )
    assert "nothing was sent" in town.done("relay", file, "--check")
    said = town.done("relay", file)
    assert "leave the quality layer" in said
    assert town.person(CITIZEN).opted_out
    assert "used up" in town.refused("relay", file)


@pytest.mark.req("D2", "S8")
def test_relay__seats_in_files_of_their_own__together_they_decide(town: Town):
    case = ("file-infractions", f"community={HOME_NUMBER}", "rule=1", "version=1")
    about = (f"evidenceHash={'0x' + '11' * 32}", f"identities={CITIZEN}", f"actDays={day_text(0)}")
    nonce = town.call("communities", "council", HOME_NUMBER).nonce
    when = ("--nonce", nonce, "--until", day_text(9))
    files = [
        signed(town, f"seat{seat}", *case, *about, *when, "--seats", folder)
        for seat in (0, 2)
        for folder in [town.seat_folder(HOME_NUMBER, seat)]
    ]
    assert "2 seats of community" in town.refused("relay", files[0])
    town.done("relay", *files)
    assert town.logs().filed(identity=identity_of(CITIZEN))


@pytest.mark.req("P5", "D2")
def test_relay__key_changed_by_old_and_new_apart__both_files_needed(town: Town):
    new = key_of("new")
    change = ("change-key", f"identity={CITIZEN}", f"newController={new.address}")
    when = ("--nonce", 0, "--until", day_text(9))
    old_file = signed(town, "old", *change, *when, person=CITIZEN)
    assert "the new key" in town.refused("relay", old_file)
    key = town.keystore("new", new)
    town.done("relay", town.signs(old_file, town.folder / "accepted.json", "--new-key", key))
    signatory = town.call("communities", "signatory", identity_of(CITIZEN))
    assert signatory.controller == new.address


@pytest.mark.req("D3", "S13")
def test_appeal__prepared_with_a_node_and_signed_without__relayed(town: Town):
    case = town.accused()
    asked, answered = town.folder / "asked.json", town.folder / "answered.json"
    assert "not signed yet" in town.done("case", "appeal", case, "facts", "--out", asked)
    assert "has not signed" in town.refused("relay", asked)
    town.done("relay", town.signs(asked, answered, person=CITIZEN))
    assert town.state(case) == CaseState.FIRST_PANEL


@pytest.mark.req("S8")
def test_relay__what_this_chain_does_not_take__refused_in_words(town: Town):
    leave = ("opt-out", f"identity={CITIZEN}")
    expired = signed(town, "a", *leave, "--nonce", 0, "--until", "2019-04-01", person=CITIZEN)
    assert "it has expired" in town.refused("relay", expired)
    early = signed(town, "b", *leave, "--nonce", 1, "--until", day_text(9), person=CITIZEN)
    assert "0 is the next" in town.refused("relay", early)
    foreign = signed(town, "c", *leave, "--nonce", 0, "--until", day_text(9), person=OTHER)
    assert "on this chain: sign again with that key" in town.refused("relay", foreign)
    assert "already; choose another name" in town.refused(
        *("sign", *leave, "--nonce", 0, "--out", foreign, *town.pepper), person=CITIZEN, node=False
    )


@pytest.mark.req("S8")
def test_relay__signed_for_another_chain_or_deployment__refused_in_words(town: Town):
    other_chain = Domain(5, town.deployment.communities.address)
    other_place = Domain(town.chain.chain_id, DOMAIN.communities)
    for number, (domain, words) in enumerate(
        [(other_chain, "signed for chain 5"), (other_place, "signed for the deployment")]
    ):
        path = town.folder / f"elsewhere{number}.json"
        signature_file.write(path, sample("opt-out", domain).signed_by(PERSON, 0, KEY))
        assert words in town.refused("relay", path)


@pytest.mark.req("D2")
def test_relay__one_refused_by_the_rules__told_and_the_others_carried_out(town: Town):
    when = ("--nonce", 0, "--until", day_text(9))
    wrong = signed(town, "in", "opt-in", f"identity={CITIZEN}", *when, person=CITIZEN)
    right = signed(town, "out", "opt-out", f"identity={OTHER}", *when, person=OTHER)
    result = town.run("relay", wrong, right)
    assert result.exit_code == 1
    assert "NotOptedOut" in result.output
    assert town.person(OTHER).opted_out


@pytest.mark.req("D2")
def test_sign__without_key_or_with_that_of_nobody_asked__refused_in_words(town: Town):
    out = ("--out", town.folder / "none.json")
    leave = ("sign", "opt-out", f"identity={hexed(identity_of(CITIZEN))}", "--nonce", 0)
    assert "no key signs here" in town.refused(*leave, *out, node=False)
    assert "name the signature file" in town.refused(*leave, node=False, person=CITIZEN)
    assert "neither an act nor" in town.refused("sign", "opt-up", *out, node=False)
    award = [pair for pair in SAMPLES["award"][0] if not pair.startswith("community")]
    unseated = ("sign", "award", "community=99", *award, "--nonce", 0, *town.seats, *out)
    assert "no key file is of a seat of community 99" in town.refused(*unseated, node=False)
    foreign = ("sign", "verdict", *SAMPLES["verdict"][0], *town.seats, *out)
    assert "none of the keys at hand is of a juror" in town.refused(*foreign, node=False)


@pytest.mark.req("D2")
def test_sign__without_an_act__all_of_them_listed(town: Town):
    said = town.done("sign", node=False)
    for act in ACTS:
        assert act.name in said
