"""`intake augment`: what keeps a packet believable for long, laid beside it."""

import argparse
from datetime import UTC, datetime
from re import fullmatch

from intake.commands.opening import add_packet
from station.domain.web_address import is_web_address

_PATIENCE_S = 10.0


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    augment = commands.add_parser(
        "augment", help="lay evidence and time-stamps beside a packet, or one more before the last one's authority ends"
    )
    add_packet(augment)
    augment.add_argument(
        "--authority",
        type=_address,
        required=True,
        metavar="URL",
        help="of time-stamps (RFC 3161): http:// or https://",
    )
    augment.add_argument(
        "--patience", type=_seconds, default=_PATIENCE_S, metavar="SECONDS", help="how long an answer may take"
    )
    augment.set_defaults(run=_augment)


def _address(text: str) -> str:
    if not is_web_address(text):
        raise argparse.ArgumentTypeError("an address looks like http://authority.example/tsa")
    return text


def _seconds(text: str) -> float:
    if not fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", text) or not float(text):
        raise argparse.ArgumentTypeError("seconds are a number above 0 and below 1000")
    return float(text)


def _augment(options: argparse.Namespace) -> int:
    from ssl import create_default_context

    from intake.acceptance.augmenting import Authority, augment
    from station.time_authority import TimeAuthority

    line = TimeAuthority(create_default_context())
    authority = Authority(
        lambda request: line.ask(options.authority, request, options.patience), lambda: datetime.now(UTC)
    )
    made = augment(options.packet, options.home, options.receiver, authority, at=options.at, mode=options.mode)
    print(f"augmented    {made.file.name}")
    for receiver in made.receivers:
        print(f"sealed to    {receiver.common_name}, until {receiver.not_after:%F}")
    for at in made.stamps:
        print(f"time-stamp   {at:%F %T}Z")
    print(f"renew before {made.until:%F}")
    return 0
