"""`intake judge`: one packet, opened, examined and answered."""

import argparse
from datetime import UTC, date, datetime
from re import fullmatch
from typing import TYPE_CHECKING

from intake.acceptance.errors import PersonNeeded
from intake.commands.opening import add_packet, print_again, print_excepted, print_findings, print_overrides
from station.domain.answers import BY_A_PERSON, ITEM, Reason, Verdict, person_code
from station.formats.answer import REQUEST

if TYPE_CHECKING:
    from intake.acceptance.judging import Decision


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    judging = commands.add_parser("judge", help="open one packet, examine it, and answer its station")
    add_packet(judging)
    words = ", ".join(BY_A_PERSON)
    said = judging.add_mutually_exclusive_group()
    said.add_argument("--accept", action="store_true", help="a person decides: taken, whatever was found")
    said.add_argument(
        "--reject", action="append", choices=BY_A_PERSON, metavar="REASON", help=f"a person decides: refused. {words}"
    )
    said.add_argument(
        "--again",
        action="append",
        type=_again,
        metavar="ITEM=REASON",
        help="a person decides: that is to be taken once more. ITEM: what the packet has, as `open` lists it",
    )
    judging.add_argument(
        "--due", type=date.fromisoformat, metavar="DAY", help="with --again: until when, as 2026-12-24"
    )
    judging.add_argument("--request", type=_request, help="with --again: your own number of it")
    judging.set_defaults(run=_judge)


def _again(text: str) -> Reason:
    item, _, why = text.partition("=")
    if not fullmatch(ITEM, item) or why not in BY_A_PERSON:
        raise argparse.ArgumentTypeError(f"ITEM=REASON, and not {text!r}")
    return Reason(person_code(why), item)


def _request(text: str) -> str:
    if not fullmatch(REQUEST, text):
        raise argparse.ArgumentTypeError("letters, digits, dot, hyphen and underscore, 64 at most")
    return text


def _judge(options: argparse.Namespace) -> int:
    from intake.acceptance.judging import judge

    now = datetime.now(UTC)
    if (options.due or options.request) and not options.again:
        raise SystemExit("--due and --request go with --again")
    try:
        judged = judge(
            options.packet, options.home, options.receiver, now, _decision(options), at=options.at, mode=options.mode
        )
    except PersonNeeded as error:
        print_findings(error.findings)
        raise
    print(f"packet       {judged.answer.packet_id}")
    print_again(judged.again)
    print_excepted(judged.excepted)
    print_overrides(judged.overrides)
    print_findings(judged.findings)
    print(f"answered     {judged.answer.verdict.value}")
    for reason in judged.answer.reasons:
        print(f"             {' '.join(filter(None, (reason.item, reason.code)))}")
    print(f"             {judged.file}")
    if judged.taken_back is not None:
        print(f"taken back   {judged.taken_back.packet_id}")
    return 0


def _decision(options: argparse.Namespace) -> "Decision | None":
    """A person's; None: as it is found."""
    from intake.acceptance.judging import Decision

    if options.accept:
        return Decision(Verdict.ACCEPTED)
    if options.reject:
        return Decision(Verdict.REJECTED, tuple(Reason(person_code(word)) for word in dict.fromkeys(options.reject)))
    if options.again:
        return Decision(Verdict.AGAIN, tuple(dict.fromkeys(options.again)), options.due, options.request or "")
    return None
