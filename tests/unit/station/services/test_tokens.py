"""What station.toml may say of a counter of wrong PINs in a TPM."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crypto.errors import TryNotCounted
from station.services.tokens import key_files
from station.settings import Settings, SettingsWrong, load_settings
from tests.support.desk import OPERATOR


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"index": "0x02500e51"}, "index"),
        ({"index": 22}, "index"),
        ({"environment": {}}, "index"),
        ({"index": "0x01500e51", "environment": {"TPM2TOOLS_TCTI": 3}}, "environment"),
        ({"index": "0x01500e51", "environment": "tabrmd"}, "environment"),
        ({"index": "0x01500e51", "size": 8}, "size"),
    ],
)
def test_an_entry_that_does_not_fit_is_named(entry: dict[str, Any], key: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong) as caught:
        key_files(replace(load_settings(tmp_path), pin_counter=entry), lambda: 8)
    assert caught.value.params["key"] == f"pin_counter.{key}"


def test_with_a_counter_nobody_signs_in_uncounted(demo_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    store = key_files(replace(demo_settings, pin_counter={"index": "0x01500e51"}), lambda: 8)
    key_id = next(each.key_id for each in store.entries() if each.certificate.common_name == OPERATOR)
    with pytest.raises(TryNotCounted):
        store.unlock(key_id, "1234")


def test_the_least_length_of_policy_is_for_production(demo_settings: Settings) -> None:
    in_demo = key_files(demo_settings, lambda: 8)
    key_id = next(each.key_id for each in in_demo.entries() if each.certificate.common_name == OPERATOR)
    assert in_demo.unlock(key_id, "1234")
    with pytest.raises(Exception, match="CRY-015"):
        key_files(replace(demo_settings, mode="production"), lambda: 8).unlock(key_id, "1234")
