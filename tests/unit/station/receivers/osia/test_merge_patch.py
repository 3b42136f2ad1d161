"""RFC 7396: the patch leads from one object to the other; the examples of its appendix; what a receiver added stays."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.receivers.osia.merge_patch import difference
from tests.support.osia_server import merge_patch

LEAVES = st.one_of(st.booleans(), st.integers(), st.text(max_size=5))
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text("abc", max_size=1), inner))
)
OBJECTS = st.dictionaries(st.text("abcd", max_size=1), VALUES)


@given(OBJECTS, OBJECTS)
def test_patched_object_has_all_that_is_wanted(current: dict[str, Any], wanted: dict[str, Any]) -> None:
    patched = merge_patch(current, difference(current, wanted))
    assert difference(patched, wanted) == {}
    for name, value in wanted.items():
        assert name in patched
        if not isinstance(value, dict):
            assert patched[name] == value
    assert current.keys() <= patched.keys()


@given(OBJECTS)
def test_nothing_to_do(value: dict[str, Any]) -> None:
    assert difference(value, value) == {}
    assert merge_patch({}, difference({}, value)) == value


@pytest.mark.parametrize(
    ("current", "wanted", "patch"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"a": "b", "b": "c"}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d"}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"a": "b"}, {"a": {"c": {}}}, {"a": {"c": {}}}),
        ({"a": {"theirs": 1}}, {"a": {}}, {}),
    ],
)
def test_examples(current: dict[str, Any], wanted: dict[str, Any], patch: dict[str, Any]) -> None:
    assert difference(current, wanted) == patch
