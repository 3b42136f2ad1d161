"""`intake open`: one packet, opened with the centre's key and verified."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from station.formats.moment import read_moment
from station.formats.receipt import MODES
from station.texts import text_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intake.acceptance.contexts import Again, Overridden
    from intake.acceptance.errors import Fault
    from intake.acceptance.excepted import Excepted
    from intake.acceptance.moment import Moment

BY = {
    "receipt": "when the centre received it, by its signed receipt",
    "time-stamp": "when an authority of time-stamps saw it",
    "archive": "when an authority of time-stamps saw its augmented copy",
    "checkpoint": "when a witness had seen the station's log with it",
    "sealing": "when it was sealed, by the station's word: its certificate was renewed before the packet arrived",
    "asked": "as was asked for",
    "now": "now: no signed receipt and no other witness is beside it",
}
"""What a packet is judged by."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    opening = commands.add_parser("open", help="open one packet with the centre's key and verify everything in it")
    add_packet(opening)
    opening.add_argument("--policy", type=Path, help="refuse what this signed policy of sealing does not allow")
    opening.add_argument("--out", type=Path, help="write the ASiC-E container there")
    opening.set_defaults(run=_open)


def add_packet(command: argparse.ArgumentParser) -> None:
    """What every command is told that opens one."""
    command.add_argument("packet", type=Path, help="its folder in the store, or its file with the .p7s beside it")
    command.add_argument("--home", type=Path, required=True, help="folder with centre/ and trust/")
    command.add_argument(
        "--receiver",
        default="",
        help="whose key: a name in centre/, as production, escrow or asylum; without it, whichever opens it",
    )
    command.add_argument(
        "--at",
        type=_moment,
        metavar="MOMENT",
        help="judge certificates by that moment, as 2026-11-29T18:00:00Z, instead of by the earliest witness or by now",
    )
    command.add_argument("--mode", choices=MODES, help="of this centre; without it, as its authorities are")


def _moment(text: str) -> datetime:
    try:
        return read_moment(text if "." in text else text.replace("Z", ".000Z"))
    except ValueError:
        raise argparse.ArgumentTypeError("a moment looks like 2026-11-29T18:00:00Z") from None


def _judged_by(moment: "Moment") -> str:
    return f"judged by    {moment.at:%F %T}Z, {BY[moment.by]}"


def _open(options: argparse.Namespace) -> int:
    from intake.acceptance.findings import examine
    from intake.acceptance.moment import delivered_by
    from intake.acceptance.opened import OPENED, Remembered
    from intake.acceptance.opening import open_packet
    from intake.acceptance.withdrawn import WITHDRAWN, WithdrawnHere
    from intake.store.layout import packet_in

    opened = open_packet(
        options.packet,
        options.home,
        options.receiver,
        datetime.now(UTC),
        at=options.at,
        policy=options.policy,
        out=options.out,
        mode=options.mode,
    )
    judged, verified = opened.judged, opened.verified
    signers = (
        ("sealed by", opened.station, judged.station),
        ("captured by", verified.operator, judged.operator),
        ("approved by", verified.officer, judged.officer),
        ("and ML-DSA", verified.station, judged.officer),
    )
    print(f"packet       {opened.packet_id}")
    alike = judged.station == judged.operator == judged.officer
    if alike:
        print(_judged_by(judged.station))
    for label, signer, moment in signers:
        if signer is not None:
            certificate = signer.certificate
            forced = "  UNDER DURESS" if signer.under_duress else ""
            when = f"{signer.signing_time:%F %T}Z"
            print(f"{label:12} {certificate.common_name}, {certificate.organisation}, {when}{forced}")
            if not alike:
                print(_judged_by(moment))
    if opened.archived is not None:
        print(f"archived     {len(opened.archived.stamps)} time-stamps over its augmented copy")
    for name, code in judged.not_used:
        print(f"not used     {name}: {code} {text_for(code, 'en', {}).happened}")
    if opened.proof is None:
        print("audit log    not shown")
    else:
        checkpoint = opened.proof.checkpoint
        print(f"audit log    {checkpoint.origin}, event {opened.proof.index + 1} of {checkpoint.size}")
    for file in opened.verified.content.files:
        print(f"{len(file.data):10,}   {file.path}")
    remembered, sender = Remembered(options.home / "centre" / OPENED), delivered_by(packet_in(options.packet))
    withdrawn = WithdrawnHere(options.home / "centre" / WITHDRAWN)
    examined = examine(opened, remembered, sender, packet_in(options.packet).parent.parent, withdrawn)
    print_again(examined.again)
    if not examined.application:
        print("makes        no application")
    if examined.withdraws:
        print(f"takes back   {examined.withdraws}")
    if examined.items:
        print(fill(" ".join(examined.items), 100, initial_indent="has          ", subsequent_indent=" " * 13))
    print_excepted(examined.excepted)
    print_overrides(examined.overrides)
    print_findings(examined.findings)
    return 0


def print_again(again: "Again | None") -> None:
    """Which earlier packet it completes, and with what: whoever reads on joins them by this."""
    if again is not None:
        print(f"completes    {again.packet}")
        print(f"             {' '.join(again.items)}{f' ({again.request})' if again.request else ''}")


def print_excepted(excepted: "Excepted") -> None:
    """What was not taken, or otherwise than usual, and why; then what proves it."""
    for name, reason in excepted.reasons.items():
        print(f"excepted     {name}: {reason.value}")
    for name, proved in excepted.proofs.items():
        there = {"photo": proved.photo, "second": proved.second.name if proved.second is not None else ""}
        for asked, what in there.items():
            if what or asked in proved.asked:
                print(f"  {asked:10} {name}: {what or 'MISSING'}")


def print_overrides(overrides: "Mapping[str, Overridden]") -> None:
    """Samples that a rule refused, with the reason given, and by whose word they are there."""
    for sample, said in overrides.items():
        by = "signature 002" if said.settled_by is None else said.settled_by.name
        checks = " ".join(dict.fromkeys(each.check for each in said.checks))
        print(f"override     {sample}: {checks}, {said.reason.value}")
        print(f"             proposed by {said.proposed_by.name}, settled by {by}")


def print_findings(findings: "Sequence[Fault]") -> None:
    """One line each: its code, where it is, and what it means."""
    for each in findings:
        file, reason = getattr(each, "file", ""), getattr(each, "reason", "")
        where = " ".join(filter(None, (each.code, file, f"({reason})" if reason else "")))
        print(f"found        {where}: {text_for(each.code, 'en', each.params).happened}")
