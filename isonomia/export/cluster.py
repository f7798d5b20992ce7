"""Workers of a Dask cluster: processes of this computer, or those behind a scheduler.

Dask is an extra. Whoever can reach a scheduler can run code on its workers: keep the cluster in a
network of its own, or give it certificates (docs/export.md).
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from isonomia.errors import IsonomiaError

INSTALL = 'pip install "isonomia[cluster]"'
#: In seconds, for a scheduler to answer.
PATIENCE = 20


class DaskWorkers:
    """Carries out functions on the workers of a cluster."""

    def __init__(self, client: Any) -> None:
        self._client = client

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def map(self, function: Callable[..., Any], each: Sequence[Any], *same: Any) -> Iterator[Any]:
        """Give what a function returns for each value, as it comes.

        Raises:
            IsonomiaError: a worker was lost, or cannot read what it needs.
        """
        dask = _dask()
        shared = self._client.scatter([function, *same], broadcast=True, hash=False)
        todo = [self._client.submit(_tried, one, *shared, pure=False) for one in each]
        try:
            for future in dask.as_completed(todo):
                found, error = future.result()
                if error is not None:
                    raise error
                yield found
        except (dask.scheduler.KilledWorker, dask.CancelledError) as error:
            raise IsonomiaError(
                f"The cluster lost its workers ({error}); if it was for want of memory, choose "
                "more partitions"
            ) from None


def _tried(one: Any, function: Callable[..., Any], *same: Any) -> tuple[Any, IsonomiaError | None]:
    """Return what a function returns, or its complaint: Dask would log that as a fault."""
    try:
        return function(one, *same), None
    except IsonomiaError as error:
        return None, error


@contextlib.contextmanager
def local(workers: int) -> Iterator[DaskWorkers]:
    """Start so many processes on this computer, and end them afterwards.

    Raises:
        IsonomiaError: Dask is not installed.
    """
    dask = _dask()
    with (
        dask.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        dask.Client(cluster) as client,
    ):
        yield DaskWorkers(client)


@contextlib.contextmanager
def remote(address: str) -> Iterator[DaskWorkers]:
    """Connect to a scheduler.

    Raises:
        IsonomiaError: it does not answer or has no workers, or Dask is not installed.
    """
    dask = _dask()
    try:
        client = dask.Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise IsonomiaError(
            f"No Dask scheduler answers at {address} ({error}); start one with `dask scheduler`, "
            "and give its address, such as tcp://host:8786"
        ) from None
    with client:
        workers = DaskWorkers(client)
        if not workers.count:
            raise IsonomiaError(
                f"The scheduler at {address} has no workers; start some with "
                f"`dask worker {address}`"
            )
        yield workers


def _dask() -> Any:
    """Return Dask's library of clusters, most of which has no types."""
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise IsonomiaError(
            f"Replaying on several processes needs Dask, which is not installed: {INSTALL}"
        ) from None
