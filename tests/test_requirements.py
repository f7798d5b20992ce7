"""Every requirement of the mission has tests, and every test names a requirement."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

#: Requirements that stand in the mission. Marks with any other id are slips of the pen.
KNOWN = {
    *(f"P{i}" for i in range(1, 7)),
    *(f"C{i}" for i in range(1, 5)),
    *(f"Q{i}" for i in range(1, 8)),
    *(f"D{i}" for i in range(1, 10)),
    *(f"L{i}" for i in range(1, 6)),
    *(f"V{i}" for i in range(1, 6)),
    *(f"A{i}" for i in range(1, 5)),
    *(f"Y{i}" for i in range(1, 5)),
    *(f"S{i}" for i in range(1, 14)),
}


def marked_ids(expression):
    """Return the ids of a `pytest.mark.req(...)` in an expression, or None when there is none."""
    ids = None
    for node in ast.walk(expression):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.req":
            ids = (ids or set()) | {argument.value for argument in node.args}
    return ids


def marks_of_module(tree):
    """Return the ids every test of a module bears by its `pytestmark`."""
    ids = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            ids |= marked_ids(node.value) or set()
    return ids


def functions_of(tree, inherited):
    """Return each test of a module or class with the ids it bears."""
    for node in tree.body:
        own = set().union(*(marked_ids(d) or () for d in getattr(node, "decorator_list", ())))
        if isinstance(node, ast.ClassDef):
            yield from functions_of(node, inherited | own)
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, inherited | own


def every_test():
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text(), str(path))
        for name, ids in functions_of(tree, marks_of_module(tree)):
            yield f"{path.relative_to(TESTS).as_posix()}::{name}", ids


def test_requirements__each_one__has_a_test():
    covered = set().union(*(ids for _, ids in every_test()))
    assert sorted(KNOWN - covered) == []


def test_marks__every_test__names_only_known_requirements():
    assert {test: ids - KNOWN for test, ids in every_test() if ids - KNOWN} == {}


def test_marks__every_test_but_these__names_a_requirement():
    own = Path(__file__).name
    unmarked = [test for test, ids in every_test() if not ids and not test.startswith(own)]
    assert unmarked == []


@pytest.mark.req("Y1")
def test_names__every_test__says_what_when_and_result():
    ill_named = [test for test, _ in every_test() if test.split("::")[1].count("__") < 2]
    assert ill_named == []
