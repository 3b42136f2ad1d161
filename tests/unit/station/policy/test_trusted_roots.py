"""Roots in the TUF root: all files that a station reads, those of ML-DSA too; training's for nothing else."""

import pytest

from crypto.trust import Purpose
from crypto.trust_folder import ROOT_FILES
from station.policy.errors import PolicyWrong
from station.policy.trusted import parse_roots
from tests.support.pki import Pki, pki

__all__ = ["pki"]


def roots(pki: Pki, *names: str) -> dict[str, str]:
    return {name: (pki.trust_folder / "roots" / f"{name}.pem").read_text(encoding="ascii") for name in names}


def test_both_kinds_of_a_purpose_travel(pki: Pki) -> None:
    named = roots(pki, "station", "station-pq")
    assert parse_roots(named) == named
    assert {ROOT_FILES[name] for name in named} == {Purpose.STATION}


@pytest.mark.parametrize("name", ["tls", "station-pq-pq", "-pq"])
def test_a_file_that_no_station_reads_is_refused(pki: Pki, name: str) -> None:
    with pytest.raises(PolicyWrong):
        parse_roots({name: roots(pki, "station")["station"]})


@pytest.mark.parametrize("training", ["training", "training-pq"])
@pytest.mark.parametrize("earnest", ["station", "station-pq"])
def test_trainings_root_is_for_nothing_else(pki: Pki, training: str, earnest: str) -> None:
    (root,) = roots(pki, "training").values()
    assert parse_roots({training: root}) == {training: root}
    with pytest.raises(PolicyWrong):
        parse_roots({training: root, earnest: root})
