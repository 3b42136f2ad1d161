"""Who is who, and which numbers tell people apart."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.operator import CredentialId, Operator
from station.domain.person import PersonUnidentified, require_identified, same_person, scheme_of

ANI = Operator(CredentialId("a1"), "Ani", "Partner", frozenset(), "EI:AM-1", "k1")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(ANI, organisation="State"), True),
        (Operator(CredentialId("a2"), "Ani H.", "State", frozenset(), "EI:AM-1", "k2"), True),
        (Operator(CredentialId("a2"), "Nare", "State", frozenset(), "EI:AM-2", "k1"), True),
        (Operator(CredentialId("a1"), "", "", frozenset()), True),
        (Operator(CredentialId("a2"), "Ani", "State", frozenset(), "", "k2"), True),
        (Operator(CredentialId("a2"), "Ani", "Partner", frozenset(), "EI:AM-2", "k2"), False),
        (Operator(CredentialId("a2"), "Nare", "Partner", frozenset(), "", "k2"), False),
        (Operator(CredentialId("a2"), "", "", frozenset()), False),
    ],
)
def test_same_person(other: Operator, same: bool) -> None:
    assert same_person(ANI, other) is same
    assert same_person(other, ANI) is same


@pytest.mark.parametrize(
    ("identifier", "scheme"),
    [
        ("EI:AM-004711", "EI:AM"),
        ("IDCAM-AN1234567", "IDCAM"),
        ("PASSK-P3000180", "PASSK"),
        ("SN:AM-A/7.b".upper(), "SN:AM"),
    ],
)
def test_scheme(identifier: str, scheme: str) -> None:
    assert scheme_of(identifier) == scheme


@pytest.mark.parametrize(
    ("identifier", "reason"),
    [
        ("", "missing"),
        ("PNOAM-6506901230", "personal-number"),
        ("TINAM-1", "personal-number"),
        ("TAXAM-1", "personal-number"),
        ("4711", "form"),
        ("EI:AM-", "form"),
        ("EI:AM-4711\n", "form"),
        ("EI:am-4711", "form"),
        ("EI:AM-ab", "form"),
        ("XYZAM-1", "form"),
        ("EI:AM-" + "1" * 51, "form"),
    ],
)
def test_numbers_that_tell_nobody_apart(identifier: str, reason: str) -> None:
    with pytest.raises(PersonUnidentified) as caught:
        scheme_of(identifier)
    assert caught.value.params == {"reason": reason}


@given(st.text(max_size=70))
def test_any_text_is_an_identifier_or_refused(text: str) -> None:
    with suppress(PersonUnidentified):
        assert text.startswith(scheme_of(text) + "-")


def test_numbers_of_two_schemes_say_nothing_about_each_other() -> None:
    other = replace(ANI, credential_id=CredentialId("a2"), identifier="IDCAM-9")
    require_identified((ANI, replace(ANI, identifier="EI:AM-2")))
    require_identified((ANI,), "EI:AM")
    for people, scheme in (((ANI, other), ""), ((ANI,), "IDCAM")):
        with pytest.raises(PersonUnidentified) as caught:
            require_identified(people, scheme)
        assert caught.value.params == {"reason": "scheme"}
