"""Keys laid out like the demonstration's, made by authorities that are nobody's demonstration: as in production."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from crypto import demo_authorities, demo_pki
from station.settings import Settings, load_settings

NOWHERE = "https://127.0.0.1:9"


@contextmanager
def earnest_authorities() -> Iterator[None]:
    """While it lasts, `demo_pki.create` makes certificates without mark and under other names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_authorities, "_MARKS", ())
        for table in ("ROOTS", "ISSUERS"):
            named = getattr(demo_authorities, table)
            renamed = {name: tuple(_earnest(value) for value in values) for name, values in named.items()}
            patch.setattr(demo_authorities, table, renamed)
        yield


def production_home(home: Path) -> Settings:
    """Settings of a station in production: keys in earnest, a receiver and a policy that are nowhere in reach."""
    settings = load_settings(home)
    with earnest_authorities():
        demo_pki.create(settings.keys, settings.trust, settings.machine_secret, settings.intake_home)
    (settings.trust / demo_pki.MARKER).unlink()
    settings.policy_root.parent.mkdir(parents=True)
    settings.policy_root.write_bytes(b"{}")
    return replace(settings, mode="production", intake=NOWHERE, policy=f"{NOWHERE}/policy/")


def _earnest(value: object) -> object:
    return value.replace("Demo ", "Earnest ") if isinstance(value, str) else value
