"""Write the vectors anew: ``python -m tests.spec.make_vectors``, and read the difference."""

from __future__ import annotations

from tests.spec.scenarios import SCENARIOS
from tests.spec.vectors import FOLDER, save


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, scenario in SCENARIOS.items():
        save(name, scenario())


if __name__ == "__main__":
    main()
