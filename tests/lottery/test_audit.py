"""Audits: a transcript that was changed anywhere is found out, and so is a chain that lies.

audit
├── each field of a transcript changed, one at a time -> that field named, exit code 3
├── a field left out, or one too many -> named
├── the text beside it changed -> the line named
├── an earlier transcript of a round that went on -> still right
├── a transcript of another deployment -> the contracts named
├── no transcript at all -> exit code 1
└── a node that lies about the round -> what it lied about named
"""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from isonomia.beacon import verify
from isonomia.lottery import chain_checks
from isonomia.lottery.story import read_events, stories_of
from tests.chain.front import difficult_front
from tests.lottery.conftest import Founded
from tests.lottery.town import Town

Path = tuple[str | int, ...]
ONCE = functools.cache(verify)


@pytest.fixture(scope="module")
def settled(founded_town: Founded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A round that is drawn, with two of its three lots settled."""
    node, manifest = founded_town
    snapshot = node.snapshot()
    town = Town(node, manifest, tmp_path_factory.mktemp("settled"))
    town.drawn()
    transcript = town.read_transcript()
    first = [winner["identity"] for winner in transcript["draw"]["winners"][:2]]
    town.desk.send("settle", 1, [0, 1], [bytes.fromhex(who[2:]) for who in first])
    town.done("round", "draw", 1, *town.transcripts)
    yield town
    node.revert(snapshot)


@pytest.fixture(autouse=True)
def verifying_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remember which signatures are right: a hundred audits of one round need one pairing."""
    monkeypatch.setattr(chain_checks, "verify", ONCE)


@pytest.fixture
def town(settled: Town) -> Iterator[Town]:
    """The same with an untouched transcript."""
    original = {path: path.read_bytes() for path in settled.folder.glob("round-1.*")}
    yield settled
    for path, content in original.items():
        path.write_bytes(content)


def fields(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every single value in a transcript."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from fields(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from fields(inner, (*path, position))
    else:
        yield path


def written(path: Path) -> str:
    """Return a path as an audit names it."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def changed(transcript: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a transcript with another value of the same kind at one place."""
    result = copy.deepcopy(transcript)
    holder = result
    for step in path[:-1]:
        holder = holder[step]
    value = holder[path[-1]]
    if isinstance(value, int):
        holder[path[-1]] = value + 1
    elif isinstance(value, str):
        last = value[-1]
        holder[path[-1]] = value[:-1] + ("1" if last == "0" else "0")
    else:
        holder[path[-1]] = {"block": 1}
    return result


@pytest.mark.req("L5")
def test_audit__each_field_changed_one_at_a_time__that_field_named(town: Town):
    transcript = town.read_transcript()
    paths = list(fields(transcript))
    assert len(paths) > 60
    for path in paths:
        town.write_transcript(changed(transcript, path))
        result = town.run("round", "audit", town.transcript)
        assert result.exit_code == 3, (path, result.output)
        named = result.output.splitlines()[1]
        assert named.startswith(f"{written(path)}: "), (path, named)


@pytest.mark.req("L5")
def test_audit__fields_left_out_and_added__named(town: Town):
    transcript = town.read_transcript()
    for path in [(name,) for name in transcript] + [("draw", "key"), ("terms", "points")]:
        shorter = copy.deepcopy(transcript)
        holder = shorter
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]
        town.write_transcript(shorter)
        result = town.run("round", "audit", town.transcript)
        assert result.exit_code == 3, (path, result.output)
        assert result.output.splitlines()[1].startswith(f"{written(path)}: ")
    town.write_transcript(transcript | {"signed_by": "nobody"})
    result = town.run("round", "audit", town.transcript)
    assert result.exit_code == 3
    assert "signed_by: expected nothing, found 'nobody'" in result.output


@pytest.mark.req("L5")
def test_audit__winner_exchanged_for_another_entrant__named_with_both(town: Town):
    transcript = town.read_transcript()
    winners = transcript["draw"]["winners"]
    losers = set(transcript["entrants"]["identities"]) - {one["identity"] for one in winners}
    right, wrong = winners[2]["identity"], sorted(losers)[0]
    winners[2]["identity"] = wrong
    town.write_transcript(transcript)
    result = town.run("round", "audit", town.transcript)
    assert result.exit_code == 3
    assert f"draw.winners[2].identity: expected '{right}', found '{wrong}'" in result.output


@pytest.mark.req("L5")
def test_audit__text_beside_it_changed__line_named(town: Town):
    beside = town.transcript.with_suffix(".txt")
    lines = beside.read_text().splitlines()
    [place] = [i for i, line in enumerate(lines) if line.startswith("Kind: ")]
    lines[place] = lines[place].replace("nominated", "chosen")
    beside.write_text("\n".join(lines) + "\n")
    result = town.run("round", "audit", town.transcript)
    assert result.exit_code == 3
    assert f"round-1.txt, line {place + 1}: expected 'Kind: nominated" in result.output
    beside.unlink()
    assert town.run("round", "audit", town.transcript).exit_code == 0


@pytest.mark.req("L5")
def test_audit__transcript_from_before_the_last_lot_was_settled__still_right(town: Town):
    snapshot = town.node.snapshot()
    town.done("round", "settle", 1, "--transcripts", town.folder / "later")
    said = town.done("round", "audit", town.transcript)
    assert "3 lots, 3 settled" in said
    assert len(town.read_transcript()["settlement"]["lots"]) == 2
    town.node.revert(snapshot)


@pytest.mark.req("L5")
def test_audit__file_that_is_no_transcript__exit_code_1_and_words(town: Town):
    for content, words in (("{", "holds no JSON"), ("[]", "holds no transcript")):
        town.transcript.write_text(content)
        result = town.run("round", "audit", town.transcript)
        assert result.exit_code == 1
        assert words in result.output
    result = town.run("round", "audit", town.folder / "missing.json")
    assert result.exit_code == 1
    assert "cannot be read" in result.output


@pytest.mark.req("L5")
def test_audit__block_before_the_draw_named__said_not_to_be_drawn_then(town: Town):
    transcript = town.read_transcript()
    for until in (transcript["opened"]["block"], transcript["frozen"]["block"]):
        town.write_transcript(transcript | {"until_block": until})
        result = town.run("round", "audit", town.transcript)
        assert result.exit_code == 3
        assert f"until_block: expected not drawn at block {until}" in result.output


# ---- a node that lies ----------------------------------------------------------------------------

Lie = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


def audit_with_liar(town: Town, lie: Lie, exit_code: int = 3) -> str:
    """Audit at a node that changes the logs it gives; return what it says of that."""

    def mood(request: Any) -> Any:
        if not isinstance(request, dict) or request["method"] != "eth_getLogs":
            return None
        logs = town.chain.call("eth_getLogs", *request["params"])
        return {"jsonrpc": "2.0", "id": request["id"], "result": lie(logs)}

    with difficult_front(town.node.url, mood) as url:
        liar = Town(town.node, town.manifest, town.folder, url)
        result = liar.run("round", "audit", town.transcript)
    assert result.exit_code == exit_code, result.output
    return result.output.splitlines()[1 if exit_code == 3 else 0]


def with_topic(town: Town, contract: Any, event: str) -> Callable[[dict[str, Any]], bool]:
    topic = contract.events[event].topic
    return lambda log: log["topics"][0] == topic


@pytest.mark.req("L4", "L5")
def test_audit__node_leaves_out_an_entrant__difference_on_the_chain_named(town: Town):
    entered = with_topic(town, town.deployment.pool, "Entered")

    def lie(logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        first = next(log for log in logs if entered(log))
        return [log for log in logs if log is not first]

    assert audit_with_liar(town, lie).startswith("chain: entrant 0, number: expected 0, found 1")


@pytest.mark.req("L4", "L5")
def test_audit__node_tells_of_other_randomness__difference_on_the_chain_named(town: Town):
    verified = with_topic(town, town.deployment.beacon, "RoundVerified")

    def lie(logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [log | {"data": "0x" + "11" * 32} if verified(log) else log for log in logs]

    assert audit_with_liar(town, lie).startswith("chain: randomness: expected 1111")


@pytest.mark.req("L4", "L5")
def test_audit__node_tells_of_another_winner__lot_named(town: Town):
    won = with_topic(town, town.deployment.pool, "PrizeWon")

    def lie(logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            log | {"topics": [*log["topics"][:2], "0x" + "22" * 32]} if won(log) else log
            for log in logs
        ]

    assert audit_with_liar(town, lie).startswith("chain: lot 0: expected")


@pytest.mark.req("L1", "L5")
def test_audit__node_leaves_out_an_uplift_or_a_gift__named(town: Town):
    for contract, event, words in (
        (town.deployment.ledger, "OverlaySet", "chain: lot 0, uplift: expected 0x"),
        (town.deployment.pool, "PointsGiven", "chain: Pool.account: expected"),
        (town.deployment.pool, "PrizeWon", "chain: Pool.roundOf: expected"),
    ):
        left_out = with_topic(town, contract, event)
        named = audit_with_liar(
            town, lambda logs, left_out=left_out: [log for log in logs if not left_out(log)]
        )
        assert named.startswith(words), named


@pytest.mark.req("L5")
@pytest.mark.parametrize(
    "change", [{"address": "0x" + "12" * 20}, {"data": "0x"}, {"topics": ["0x" + "34" * 32]}]
)
def test_audit__node_gives_logs_that_the_contracts_do_not_write__said_to_be_wrong(
    town: Town, change: dict[str, Any]
):
    said = audit_with_liar(town, lambda logs: [*logs[:-1], logs[-1] | change], exit_code=1)
    assert "The node gave a wrong log, so ask another" in said


@pytest.mark.req("L5")
def test_audit__node_leaves_out_the_opening__said_to_be_wrong(town: Town):
    opened = with_topic(town, town.deployment.pool, "RoundOpened")
    said = audit_with_liar(town, lambda logs: [log for log in logs if not opened(log)], 1)
    assert "the node left out the opening of round 1" in said


@pytest.mark.req("L5")
def test_read_events__told_twice__the_same_story(town: Town):
    block = town.chain.block()["number"]
    first, second = (
        stories_of(read_events(town.deployment, town.manifest, block)) for _ in range(2)
    )
    assert first == second
    assert json.dumps(sorted(first)) == "[1]"
