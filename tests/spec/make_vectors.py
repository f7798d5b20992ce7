"""Write the vectors anew: ``python -m tests.spec.make_vectors``, and read the difference."""

from __future__ import annotations

import json

from tests.spec.scenarios import SCENARIOS
from tests.spec.vector_schema import SCHEMA, schema
from tests.spec.vectors import FOLDER, save
from tests.spec.view_vectors import save as save_views


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, scenario in SCENARIOS.items():
        save(name, scenario())
    save_views()
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
