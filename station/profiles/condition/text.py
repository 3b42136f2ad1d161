"""Parses the text of a condition with Python's parser: only its grammar is used, nothing is compiled or run.

Before that the text is checked: at most 500 printable characters, few digits in a row, brackets not nested deeply. So
no text in a profile can make the parser slow, or fail in a way that is not foreseen.
"""

import ast
import re
from collections.abc import Mapping

from station.domain.errors import ParamValue

MOST_CHARACTERS = 500
MOST_DEPTH = 20
MOST_DIGITS = 9
_PIECE = re.compile(
    r"""\s+ | (?P<number>[0-9]+) | (?P<name>[A-Za-z_][A-Za-z0-9_]*) | (?P<text>"[^"]*"|'[^']*')
    | [<>=!]= | [<>=+\-(){},] | (?P<other>.)""",
    re.VERBOSE,
)


class ConditionFault(Exception):
    """Why a text is no condition. code: PRF-...; column: of the text, from 1."""

    def __init__(self, code: str, column: int, **params: ParamValue) -> None:
        super().__init__(f"{code} at {column}")
        self.code = code
        self.params: Mapping[str, ParamValue] = {**params, "column": column}


def parse(text: str) -> ast.expr:
    """The syntax tree of a text. Raises ConditionFault."""
    if len(text) > MOST_CHARACTERS:
        raise ConditionFault("PRF-021", MOST_CHARACTERS + 1, most=MOST_CHARACTERS)
    flat = re.sub(r"\s", " ", text, flags=re.ASCII)  # else places would be counted from the last line on
    _pass(flat)
    # In brackets, so that blanks before it mean nothing; the offset is taken back below.
    try:
        tree = ast.parse(f"({flat})", mode="eval").body
    except SyntaxError as error:
        column = max(1, min((error.offset or 1) - 1, len(text) + 1))
        raise ConditionFault("PRF-020", column) from None
    except (ValueError, RecursionError, MemoryError):
        raise ConditionFault("PRF-020", 1) from None
    return tree


def column_of(node: ast.expr) -> int:
    """The column in the text where a node begins, from 1 (`parse` puts a bracket before the text, hence no + 1)."""
    return max(1, node.col_offset)


def _pass(text: str) -> None:
    if not text.strip():
        raise ConditionFault("PRF-020", 1)
    depth, before = 0, ""
    for piece in _PIECE.finditer(text):
        column, found = piece.start() + 1, piece[0]
        if piece["other"] is not None or (piece["text"] and not _plain(found)):
            raise ConditionFault("PRF-022", column, found=found[:20])
        if piece["number"] is not None and len(found) > MOST_DIGITS:
            raise ConditionFault("PRF-023", column, most=MOST_DIGITS)
        if piece["name"] is not None and before == "number":
            raise ConditionFault("PRF-020", column)  # "1if": Python reads it and warns
        if piece["text"] is not None and before == "text":
            raise ConditionFault("PRF-020", column)  # 'a' 'b': Python makes one of them
        if found == "=":
            raise ConditionFault("PRF-024", column)
        depth += (found in "({") - (found in ")}")
        if depth < 0:
            raise ConditionFault("PRF-020", column)
        if depth > MOST_DEPTH:
            raise ConditionFault("PRF-025", column, most=MOST_DEPTH)
        if not (found.isspace() and before == "text"):
            before = piece.lastgroup or ""


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "\\" not in text
