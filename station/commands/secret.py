"""What nobody else may see: typed unseen, or a line of standard input; never an argument, which other programs see."""

import sys
from getpass import getpass

from station.commands.words import Voice


def ask(voice: Voice, code: str, **params: object) -> str:
    """code: of the question."""
    return unseen(f"{voice.words(code, params)[0]} ")


def unseen(question: str) -> str:
    return getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
