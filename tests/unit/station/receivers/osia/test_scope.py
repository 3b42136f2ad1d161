"""Which part of an object a scope names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.receivers.osia.scope import limited

VALUE = {"a": 1, "b": [{"c": 2, "d": {"e": 3}}, {"d": {"e": 4, "f": 5}}, {"g": 6}], "h": {"i": [7, 8]}}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("$", VALUE),
        ("$.a", {"a": 1}),
        ("$.b[*].c", {"b": [{"c": 2}]}),
        ("$.b[*].d.e", {"b": [{"d": {"e": 3}}, {"d": {"e": 4}}]}),
        ("$.b[*].d $.b[*].d.e", {"b": [{"d": {"e": 3}}, {"d": {"e": 4, "f": 5}}]}),
        ("$.b[*].d.e $.b[*].d", {"b": [{"d": {"e": 3}}, {"d": {"e": 4, "f": 5}}]}),
        ("$.h.i[*]  $.a", {"a": 1, "h": {"i": [7, 8]}}),
        ("$.nothing $.a.b $.b.c $.h[*]", {}),
        ("$.a $", VALUE),
        ("", {}),
    ],
)
def test_scope(scope: str, expected: object) -> None:
    assert limited(VALUE, scope) == expected


@pytest.mark.parametrize("scope", ["a", "$.", "$.b[0]", "$..c", "$.b[?(@.c)]", "$['a']", "$.a,$.b"])
def test_other_paths_are_refused(scope: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        limited(VALUE, scope)


@given(st.text(max_size=40))
def test_any_text_is_a_scope_or_refused(scope: str) -> None:
    try:
        found: dict[str, Any] = limited(VALUE, scope)
    except ValueError:
        return
    assert found.keys() <= VALUE.keys()
