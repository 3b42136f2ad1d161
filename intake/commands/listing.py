"""`intake list`: what lies in the store, and what the centre said of each. Needs no key: it reads what was signed, and
`verify` says whether that holds."""

import argparse
from pathlib import Path


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listing = commands.add_parser("list", help="what was received, in its order, and what was answered")
    listing.add_argument("--home", type=Path, required=True, help="folder with data/")
    listing.set_defaults(run=_list)


def _list(options: argparse.Namespace) -> int:
    from intake.acceptance.listed import listed

    for each in listed(options.home / "data", options.home / "centre"):
        when = f"{each.received_at:%F %T}Z" if each.received_at is not None else "not readable"
        codes = (
            " ".join(dict.fromkeys(reason.code for reason in each.answer.reasons)) if each.answer is not None else ""
        )
        said = each.answer.verdict.value if each.answer is not None else "not judged"
        taken_back = f"withdrawn by {each.withdrawn_by}" if each.withdrawn_by else ""
        print("  ".join(filter(None, (each.packet_id, when, said, codes, taken_back))))
    return 0
