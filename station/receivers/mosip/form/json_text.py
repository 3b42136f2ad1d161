"""JSON as MOSIP's writer sets it: compact, and the identity object between a prefix and a suffix of its own."""

import json
from typing import Any


def json_text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def identity_text(value: Any) -> bytes:
    return b'{ "identity" : ' + json_text(value) + b" } "
