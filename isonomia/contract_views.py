"""Many questions to the contracts of one deployment, at one block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, Self, TypeVar

from eth_abi.exceptions import DecodingError

from isonomia.contracts import Contract, Deployment
from isonomia.errors import IsonomiaError

T = TypeVar("T")

CALLS_PER_BATCH = 100
#: Returns the time a view sees: TIMESTAMP, PUSH0, MSTORE, and RETURN of that word.
_CLOCK_CODE = "0x425f5260205ff3"


class Question(NamedTuple):
    """One call of a view."""

    contract: Contract
    function: str
    arguments: tuple[Any, ...] = ()


class AnswerError(IsonomiaError):
    """The node's answer is none that the function can give.

    Attributes:
        question: what was asked
        answer: as the node gave it
    """

    def __init__(self, question: Question, answer: object) -> None:
        super().__init__(
            f"The node's answer to {question.function} of the contract at "
            f"{question.contract.address} is none that it can give; ask another node"
        )
        self.question = question
        self.answer = answer


class ContractViews:
    """The views of the contracts as they answer at one block."""

    def __init__(self, deployment: Deployment, block: int) -> None:
        self.deployment = deployment
        self.beacon = deployment.beacon
        self.ledger = deployment.ledger
        self.communities = deployment.communities
        self.pool = deployment.pool
        self.panels = deployment.panels
        self.cases = deployment.cases
        self.assembly = deployment.assembly
        self.services = deployment.services
        self.findings = deployment.findings
        self.block = block

    @classmethod
    def latest(cls, deployment: Deployment) -> Self:
        """Return them at the chain's latest block."""
        return cls(deployment, deployment.chain.block()["number"])

    def ask(self, questions: Sequence[Question]) -> list[Any]:
        """Return the answers in the order of the questions, in as few requests as possible.

        Raises `AnswerError` for an answer that does not have the shape it must have.
        """
        answers: list[Any] = []
        for some in chunks(questions, CALLS_PER_BATCH):
            raw = self._batch(
                "eth_call", [({"to": q.contract.address, "data": _data(q)},) for q in some]
            )
            answers += map(_answer, some, raw)
        return answers

    def storage(self, contract: Contract, slots: Iterable[int]) -> list[int]:
        """Return the words in some storage slots of a contract."""
        words: list[int] = []
        for some in chunks(slots, CALLS_PER_BATCH):
            raw = self._batch("eth_getStorageAt", [(contract.address, _slot(s)) for s in some])
            # Ganache writes an empty slot as 0x.
            words += [int(word[2:] or "0", 16) for word in raw]
        return words

    def clock(self) -> int:
        """Return the time that views see at this block, in seconds."""
        return int(self._batch("eth_call", [({"data": _CLOCK_CODE},)])[0], 16)

    def _batch(self, method: str, parameters: Sequence[tuple[Any, ...]]) -> list[Any]:
        return self.deployment.chain.batch([(method, (*p, hex(self.block))) for p in parameters])


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a sequence into lists of at most ``size``."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


def _answer(question: Question, told: Any) -> Any:
    try:
        return question.contract.decode_output(question.function, bytes.fromhex(told[2:]))
    except (DecodingError, ValueError, TypeError):
        raise AnswerError(question, told) from None


def _data(question: Question) -> str:
    return "0x" + question.contract.encode(question.function, *question.arguments).hex()


def _slot(number: int) -> str:
    # Anvil refuses slots of odd length.
    return f"0x{number:064x}"
