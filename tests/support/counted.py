"""How often something is called meanwhile, by what it is called with."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, key: Callable[..., str]) -> Counter[str]:
    calls: Counter[str] = Counter()
    real = getattr(owner, name)

    def noted(*args: Any) -> Any:
        calls[key(*args)] += 1
        return real(*args)

    monkeypatch.setattr(owner, name, noted)
    return calls
