"""`stationctl csca`: a signed list is looked at, then taken by the digest of what was seen, and the log keeps it."""

import json
from argparse import Namespace
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from station.commands import csca
from station.commands.exits import Exit
from station.commands.words import Voice
from station.settings import Settings
from station.storage.database import connect
from tests.support.issuing_state import SIGNED_AT
from tests.unit.crypto.emrtd.verifier.test_master_list import PUBLISHER, authority, master_list


@pytest.fixture
def pinned(demo_settings: Settings) -> Settings:
    roots = demo_settings.state_authorities / "de" / "roots"
    roots.mkdir(parents=True)
    (roots / "one.cer").write_bytes(PUBLISHER.authority.public_bytes(Encoding.DER))
    return demo_settings


def said(
    settings: Settings, publisher: str | None = None, file: Path | None = None, confirm: str | None = None,
    older: bool = False, language: str = "en",
) -> tuple[Exit, list[str], str]:  # fmt: skip
    out, errors = StringIO(), StringIO()
    options = Namespace(publisher=publisher, list=file, confirm=confirm, older=older)
    code = csca.run(settings, options, Voice(language, out, errors))
    return code, out.getvalue().splitlines(), errors.getvalue()


def taken(settings: Settings) -> list[dict[str, object]]:
    with closing(connect(settings.database)) as db:
        events = [json.loads(event) for (event,) in db.execute("SELECT event FROM audit")]
    return [event for event in events if event["kind"] == "authorities_taken"]


@pytest.mark.parametrize("language", ["en", "ru", "hy"])
def test_a_list_is_seen_then_taken(pinned: Settings, tmp_path: Path, language: str) -> None:
    file = tmp_path / "list.ml"
    file.write_bytes(master_list([authority(60), authority(61, "XA")]))
    assert said(pinned, language=language)[1][0].startswith("de")
    code, shown, _ = said(pinned, "de", file, language=language)
    assert (code, len(shown)) == (Exit.DONE, 4)
    assert [line[:2] for line in shown[:2]] == ["UT", "XA"]
    digest = shown[3].split()[-1]
    assert taken(pinned) == [], "what is looked at changes nothing"
    assert said(pinned, "de", file, digest, language=language)[0] is Exit.DONE
    (event,) = taken(pinned)
    assert (event["subject"], event["details"]) == (
        "de", {"of": f"{SIGNED_AT:%Y-%m-%d}", "added": 2, "removed": 0, "renewed": 0},
    )  # fmt: skip
    assert f"{SIGNED_AT:%Y-%m-%d}" in said(pinned, language=language)[1][0]


def test_what_was_not_seen_is_not_taken(pinned: Settings, tmp_path: Path) -> None:
    file = tmp_path / "list.ml"
    file.write_bytes(master_list([authority(60)]))
    code, _, errors = said(pinned, "de", file, "0" * 64)
    assert code is Exit.FAILED
    assert "EMR-054" in errors
    assert taken(pinned) == [], "nor is it in the log"


def test_an_older_list_is_taken_only_where_that_is_said(pinned: Settings, tmp_path: Path) -> None:
    newer, older = tmp_path / "newer.ml", tmp_path / "older.ml"
    newer.write_bytes(master_list([authority(60)]))
    older.write_bytes(master_list([authority(61, "XA")], at=SIGNED_AT - timedelta(days=30)))
    said(pinned, "de", newer, said(pinned, "de", newer)[1][-1].split()[-1])
    digest = said(pinned, "de", older)[1][-1].split()[-1]
    assert "EMR-053" in said(pinned, "de", older, digest)[2]
    assert said(pinned, "de", older, digest, older=True)[0] is Exit.DONE
    assert len(taken(pinned)) == 2


def test_what_cannot_be_used_is_said(pinned: Settings, tmp_path: Path) -> None:
    file = tmp_path / "list.ml"
    assert "CLI-CSCA-UNKNOWN" in said(pinned, "nl", file)[2]
    assert said(pinned, "de", file)[0] is Exit.FAILED, "no such file"
    file.write_bytes(b"no list")
    assert "EMR-052" in said(pinned, "de", file)[2]


def test_before_a_publisher_is_pinned_it_says_so(demo_settings: Settings) -> None:
    code, out, _ = said(demo_settings)
    assert code is Exit.DONE
    assert str(demo_settings.state_authorities) in out[0]
