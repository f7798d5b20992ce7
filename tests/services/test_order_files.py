"""Orders as files, as short texts and as codes.

order
├── file -> read back the same; changed after signing, of another version -> refused in words
├── text -> read back the same, capitals or not; damaged anywhere -> refused
├── of another deployment -> refused in words, as file and as text
└── code -> alphanumeric, small, drawn as PNG and SVG; other names -> refused
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import segno
from eth_account import Account
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from isonomia import typed_data, typed_data_services
from isonomia.services import compact, order_file, qr
from isonomia.services.order_file import OrderFileError
from isonomia.services.orders import MOST, OrderError, OrderTerms, SignedOrder, signed
from isonomia.typed_data import Domain
from tests.due_process.town import key_of
from tests.support.roles import hash_of

DOMAIN = Domain(31337, "0x5FbDB2315678afecb367f032d93F642f64180aa3")
ELSEWHERE = Domain(31337, to_checksum_address("0x" + "5e" * 20))
KEY = key_of("citizen")
TERMS = OrderTerms(hash_of("citizen"), 12, 3, 6_000, 0, 5, 1_900_000_000)


def order(domain: Domain = DOMAIN, **changes: Any) -> SignedOrder:
    return signed(domain, TERMS._replace(**changes), KEY)


@pytest.mark.req("V2", "P3")
def test_order__signed__the_digest_its_message_has_elsewhere_and_the_key_recovered():
    message = typed_data_services.order(DOMAIN, *TERMS)
    assert order().digest == typed_data.digest(message)
    assert order().signer == KEY.address
    assert order().as_action().signer == bytes.fromhex(KEY.address[2:])


@pytest.mark.req("V2")
def test_order__signature_written_the_other_way__nobodys():
    true = order()
    s = int.from_bytes(true.signature[32:64])
    curve = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    twin = true.signature[:32] + (curve - s).to_bytes(32) + bytes([55 - true.signature[64]])
    message = TERMS.signable(DOMAIN)
    assert Account.recover_message(message, signature=twin) == KEY.address
    assert SignedOrder(DOMAIN, TERMS, twin).signer is None
    assert SignedOrder(DOMAIN, TERMS, true.signature[:64] + b"\x00").signer is None


@pytest.mark.req("V2")
@pytest.mark.parametrize("name", OrderTerms._fields[1:])
def test_order__with_a_number_no_contract_takes__refused_in_words(name: str):
    assert order(**{name: MOST}).signer == KEY.address
    with pytest.raises(OrderError, match=f"the {name} of this order is too large"):
        order(**{name: MOST + 1})


# ---- files ---------------------------------------------------------------------------------------


@pytest.mark.req("V2")
def test_file__written__read_back_once_with_all_of_it_told(tmp_path: Path):
    path, codes = tmp_path / "order.json", tmp_path / "codes.txt"
    order_file.write(path, order())
    codes.write_text(f"{compact.encode(order())}\n\n{compact.encode(order(nonce=6))}\n")
    found = order_file.find([str(path), str(codes), compact.encode(order())], DOMAIN)
    assert [each.order for each in found] == [order(), order(nonce=6)]
    assert found[1].source == f"{codes}, line 3"
    told = "\n".join(order().text())
    for part in (f"0x{TERMS.identity.hex()}", "offer: 12, 3 units", "6.000 credits", "2030-03-17"):
        assert part in told
    with pytest.raises(OrderFileError, match="exists already"):
        order_file.write(path, order())


def _set(*path: Any) -> Callable[[Any, Any], None]:
    def change(document: Any, value: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


CHANGES = [
    (_set("order", "amount"), 7, "does not say what was signed"),
    (_set("order", "amount"), -1, "0 or more"),
    (_set("order"), {}, "exactly these fields"),
    (_set("text"), ["I order nothing."], "does not say what was signed"),
    (_set("signature"), "0x11", "65 bytes"),
    (_set("signature"), "0x" + "00" * 65, "its signature is nobody's"),
    (_set("format"), "isonomia-order/2", "use the version of the tools"),
    (_set("domain", "name"), "Another", "order again with these tools"),
    (_set("domain", "verifyingContract"), "0x12", "an address"),
    (_set("domain"), 1, "exactly the fields"),
    (_set("more"), 1, "exactly the fields"),
]


@pytest.mark.req("V2")
@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_file__changed_after_signing__refused_in_words(number: int, tmp_path: Path):
    change, value, words = CHANGES[number]
    path = tmp_path / "order.json"
    order_file.write(path, order())
    document = json.loads(path.read_text())
    change(document, value)
    path.write_text(json.dumps(document))
    with pytest.raises(OrderFileError, match=words):
        order_file.find([str(path)], DOMAIN)


@pytest.mark.req("V2")
def test_file__of_another_place_or_no_order_at_all__refused_in_words(tmp_path: Path):
    path, text = tmp_path / "order.json", tmp_path / "no.json"
    order_file.write(path, order(ELSEWHERE))
    with pytest.raises(OrderFileError, match="signed for the deployment with communities"):
        order_file.find([str(path)], DOMAIN)
    with pytest.raises(OrderFileError, match="signed for chain 31337, and this is chain 5"):
        order_file.find([str(path)], Domain(5, ELSEWHERE.communities))
    text.write_text("{")
    with pytest.raises(OrderFileError, match="neither an order file nor a text"):
        order_file.find([str(text)], DOMAIN)
    with pytest.raises(OrderFileError, match="cannot be read"):
        order_file.find([str(tmp_path / "missing.json")], DOMAIN)
    with pytest.raises(OrderFileError, match="another deployment"):
        order_file.find([compact.encode(order(ELSEWHERE))], DOMAIN)


LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


# ---- short texts ---------------------------------------------------------------------------------

_NUMBERS = st.one_of(st.integers(0, 300), st.integers(0, 2**256 - 1))


@pytest.mark.req("V2")
@given(st.binary(min_size=32, max_size=32), st.tuples(*[_NUMBERS] * 6))
def test_text__of_any_order__read_back_the_same(identity: bytes, numbers: tuple[int, ...]):
    given_order = signed(DOMAIN, OrderTerms(identity, *numbers), KEY)
    text = compact.encode(given_order)
    assert compact.decode(text, DOMAIN) == given_order
    assert compact.decode(f" {text[:30].lower()}\n{text[30:]} ", DOMAIN) == given_order


@pytest.mark.req("V2")
def test_text__one_letter_changed_or_lost_anywhere__refused():
    text = compact.encode(order())
    chosen = random.Random(20_190_501)
    for at in range(len(compact.PREFIX), len(text)):
        other = chosen.choice(
            [each for each in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if each != text[at]]
        )
        changed = text[:at] + other + text[at + 1 :]
        # Letters at the end hold bits that no byte needs.
        if at < len(text) - 1:
            with pytest.raises(OrderError):
                compact.decode(changed, DOMAIN)
        with pytest.raises(OrderError):
            compact.decode(text[:at] + text[at + 1 :], DOMAIN)


@pytest.mark.req("V2")
@pytest.mark.parametrize(
    "text", ["", "ISONOMIA:", "ISONOMIA:A1", "ORDER:ABCD", "ISONOMIA:ABCDEFGH"]
)
def test_text__that_is_no_order__refused_in_words(text: str):
    with pytest.raises(OrderError, match=r"copy|damaged"):
        compact.decode(text, DOMAIN)


@pytest.mark.req("V2")
def test_text__of_a_later_version__refused_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compact, "VERSION", 2)
    later = compact.encode(order())
    monkeypatch.undo()
    with pytest.raises(OrderError, match="version other than 1"):
        compact.decode(later, DOMAIN)


# ---- codes ---------------------------------------------------------------------------------------


@pytest.mark.req("V2")
def test_code__of_an_order__alphanumeric_and_no_larger_than_a_ticket(tmp_path: Path):
    text = compact.encode(order())
    code = segno.make(text, error="m", micro=False, boost_error=False)
    assert code.mode == "alphanumeric"
    assert int(code.version) <= 10
    for name in ("code.png", "code.SVG"):
        assert qr.draw(text, tmp_path / name) == code.designator
        assert (tmp_path / name).stat().st_size > 500


@pytest.mark.req("V2")
def test_code__into_no_picture_or_nowhere__refused_in_words(tmp_path: Path):
    with pytest.raises(OrderError, match="name the picture"):
        qr.draw("TEXT", tmp_path / "code.txt")
    with pytest.raises(OrderError, match="cannot be written"):
        qr.draw("TEXT", tmp_path / "nowhere" / "code.png")
