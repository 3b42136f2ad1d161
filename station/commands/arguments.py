"""What `stationctl` may be asked, as it is typed."""

import argparse
from datetime import date
from pathlib import Path

from station.domain.withdrawing import REASONS, SHOWN_OF
from station.roster import BUILT_IN

_EXITS = (
    "Exit status: 0 done, 1 failed, 2 usage or script, 3 no sample, 4 data or rights, 5 no receipt in time,"
    " 6 the log does not hold, 130 interrupted."
)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stationctl", description="The enrollment station without its window.", epilog=_EXITS
    )
    parser.add_argument("--home", type=Path, help="folder for everything the station keeps (default: the user's own)")
    parser.add_argument("--lang", choices=("hy", "ru", "en"), default="en", help="language of the sentences printed")
    commands = parser.add_subparsers(dest="command", required=True)
    enroll = commands.add_parser("enroll", help="enroll one person as a script says", epilog=_EXITS)
    enroll.add_argument("--script", type=Path, required=True, metavar="FILE", help="see docs/examples/enroll.toml")
    enroll.add_argument(
        "--wait-receipt", type=float, default=0.0, metavar="SECONDS", help="wait so long for the intake's receipt"
    )
    withdraw = commands.add_parser("withdraw", help="take back for its applicant what was sent", epilog=_EXITS)
    withdraw.add_argument("number", metavar="NUMBER", help="on the applicant's receipt")
    withdraw.add_argument("--script", type=Path, required=True, metavar="FILE", help="whose people and devices")
    withdraw.add_argument("--shown", choices=SHOWN_OF, required=True, help="what the applicant showed to be that")
    withdraw.add_argument("--reason", choices=REASONS, default="", help="why, if the applicant says so")
    withdraw.add_argument("--wait-receipt", type=float, default=0.0, metavar="SECONDS", help="as of enroll")
    doctor = commands.add_parser("doctor", help="say what is there and what is missing", epilog=_EXITS)
    doctor.add_argument("--json", action="store_true", help="for programs")
    outbox = commands.add_parser("outbox", help="list the packets of this station", epilog=_EXITS)
    outbox.add_argument("--deliver", type=float, default=0.0, metavar="SECONDS", help="deliver what waits first")
    outbox.add_argument("--all", action="store_true", help="all packets, not the newest only")
    receipt = commands.add_parser("receipt", help="write the citizen's receipt of a packet", epilog=_EXITS)
    receipt.add_argument("packet", metavar="PACKET-ID", help="or enough of its beginning")
    receipt.add_argument("--language", choices=("hy", "ru", "en"), default="hy", help="of the applicant")
    receipt.add_argument("-o", dest="out", type=Path, required=True, metavar="FILE.pdf")
    refer = commands.add_parser("refer", help="refer somebody to those who protect; PIN and words are asked for")
    refer.add_argument("draft", nargs="?", default="", metavar="DRAFT", help="the beginning of its number, of several")
    refer.add_argument("--as", dest="person", required=True, metavar="WHO", help="a name or a credential")
    refer.add_argument("--sign", action="append", default=[], metavar="WORD", help="what was noticed, as afraid")
    receiver = commands.add_parser(
        "receiver",
        aliases=list(BUILT_IN),  # as the first version called it: `stationctl <name>`
        help="make this machine's keys for a receiver and print what is registered there",
        epilog=_EXITS,
    )
    receiver.add_argument("name", nargs="?", default="", help="of the receiver (default: the one of station.toml)")
    _add_way_back(commands)
    _add_log(commands.add_parser("log", help="check, export and witness audit logs", epilog=_EXITS))
    _add_keys(commands.add_parser("keys", help="the station's key, people's cards, revocation lists", epilog=_EXITS))
    _add_profile(commands.add_parser("profile", help="the files that describe services", epilog=_EXITS))
    events = commands.add_parser("events", help="how long steps take, what is tried again", epilog=_EXITS)
    events.add_argument("--json", action="store_true", help="for programs")
    camera = commands.add_parser("camera", help="each camera's zero of pitch", epilog=_EXITS)
    camera.add_argument("--forget", metavar="ID", help="begin anew with a camera that was moved")
    csca = commands.add_parser("csca", help="authorities of States, from signed lists", epilog=_EXITS)
    csca.add_argument("publisher", nargs="?", help="whose roots are pinned here")
    csca.add_argument("--list", metavar="FILE", type=Path, help="what it would change is shown, and nothing changed")
    csca.add_argument("--confirm", metavar="DIGEST", help="take it, as it was shown")
    csca.add_argument("--older", action="store_true", help="though it is older than the one in use")
    _add_publish(commands.add_parser("publish", help="sign policy and services, each on a machine of one's own"))
    return parser


def _add_publish(parser: argparse.ArgumentParser) -> None:
    """docs/policy.md"""
    actions = parser.add_subparsers(dest="action", required=True)
    propose = actions.add_parser(
        "propose", help="check a policy and put it into a folder for its signers", epilog=_EXITS
    )
    propose.add_argument("repository", type=Path, help="what is published now")
    propose.add_argument("policy", type=Path, help="registry.toml, rules.toml, the folders trust and profiles")
    propose.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="is not there yet")
    show = actions.add_parser("show", help="say what a proposal changes, and who is still to sign", epilog=_EXITS)
    sign = actions.add_parser("sign", help="say what it changes, ask, and add one signature", epilog=_EXITS)
    finish = actions.add_parser("finish", help="publish a proposal that enough have signed", epilog=_EXITS)
    finish.add_argument("repository", type=Path)
    for action in (show, sign, finish):
        action.add_argument("folder", type=Path, help="of the proposal")
    sign.add_argument("--key", type=Path, required=True, metavar="KEY.pem", help="one's own; a passphrase is asked for")
    finish.add_argument(
        "--sign", type=Path, nargs="+", required=True, metavar="KEY.pem", help="of snapshot and timestamp"
    )


def _add_way_back(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """docs/technician/way-back.md"""
    backup = commands.add_parser("backup", help="copy what the station keeps into one file", epilog=_EXITS)
    repair = commands.add_parser("repair", help="rebuild a damaged or lost database from the files", epilog=_EXITS)
    restore = commands.add_parser("restore", help="put a backup in the place of what is here", epilog=_EXITS)
    for parser in (backup, restore):
        parser.add_argument("file", type=Path, metavar="FILE")
    recover = commands.add_parser("recover", help="drafts of a dead desk, from their copies: two people's keys")
    recover.add_argument("draft", nargs="?", default="", metavar="DRAFT", help="its number; none lists the copies")
    recover.add_argument("--from", dest="place", type=Path, metavar="FOLDER", help="of copies, where not as set here")
    recover.add_argument(
        "--key", type=Path, action="append", default=[], metavar="FILE.key.pem", help="of one of the two; given twice"
    )
    recover.add_argument("--as", dest="person", default="", metavar="WHO", help="of this desk: a name or a credential")
    for parser in (repair, restore):
        parser.add_argument(
            "--sequence",
            type=int,
            metavar="N",
            help="of a receiver that numbers packets: the last one given",
        )


def _add_keys(parser: argparse.ArgumentParser) -> None:
    """docs/technician/keys.md"""
    actions = parser.add_subparsers(dest="action", required=True)

    def answered_for(command: argparse.ArgumentParser) -> None:
        who = "the state officer who answers for it, once the station has a key and people"
        command.add_argument("--officer", default="", metavar="CREDENTIAL", help=who)

    actions.add_parser("list", help="which keys there are and until when they serve")
    make = actions.add_parser("make", help="make a new key of this station, in its token where it has one")
    make.add_argument("--kind", choices=("P-256", "P-384", "RSA-3072"), default="P-256")
    make.add_argument("--name", default="", help="of the station; a renewal keeps the name it has")
    make.add_argument("--organisation", default="", help="that runs the station; as above")
    answered_for(make)
    make.add_argument("--again", action="store_true", help="although another new key waits for its certificate")
    csr = actions.add_parser("csr", help="print the request for the new key's certificate (PKCS#10)")
    csr.add_argument("-o", dest="out", type=Path, metavar="FOLDER", help="write it there instead")
    taken = actions.add_parser("import", help="check the certificate that came back and keep it")
    taken.add_argument("file", type=Path, nargs="+", metavar="FILE.pem")
    answered_for(taken)
    answered_for(actions.add_parser("rotate", help="put the new key in use from the next start on"))
    admit = actions.add_parser("admit", help="let a card open the drafts of this station; PINs are asked for")
    admit.add_argument("credential", help="as `list` shows it, or its beginning")
    admit.add_argument("--witness", default="", metavar="CREDENTIAL", help="of somebody who can open them already")
    answered_for(admit)
    pin = actions.add_parser("pin", help="change a person's PIN; PINs are asked for, and a new PUK is printed")
    pin.add_argument("credential", help="as `list` shows it, or its beginning")
    unlock = actions.add_parser("unlock", help="give the tries back after too many wrong PINs; asks for the PUK")
    unlock.add_argument("credential", help="as above")
    unlock.add_argument("--officer", default="", metavar="CREDENTIAL", help="by a state officer's PIN instead")
    lists = actions.add_parser("lists", help="install revocation lists")
    lists.add_argument("file", type=Path, nargs="+", metavar="FILE.crl")


def _add_profile(parser: argparse.ArgumentParser) -> None:
    """docs/service-guide.md"""
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="name every fault with file and line", epilog=_EXITS)
    check.add_argument("file", type=Path, nargs="+", metavar="FILE.toml")
    actions.add_parser("list", help="which services there are here, in which version and since when", epilog=_EXITS)
    explain = actions.add_parser("explain", help="say what a person gets from a service, and why", epilog=_EXITS)
    explain.add_argument("--service", required=True, metavar="ID")
    explain.add_argument("--born", required=True, metavar="DATE", help="as 2010-06-15, 2010-06 or 2010")
    explain.add_argument("--sex", choices=("F", "M", "X"), default="")
    explain.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="of the application (default: today)")
    explain.add_argument("--issue", type=date.fromisoformat, metavar="DATE", help="of the document (default: the same)")
    explain.add_argument(
        "--set", type=_answer, action="append", default=[], metavar="FIELD=VALUE", help="whatever else is known"
    )
    explain.add_argument(
        "--file", type=Path, action="append", default=[], metavar="FILE.toml", help="in the place of the program's own"
    )


def _answer(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found:
        raise argparse.ArgumentTypeError(f"{text}: FIELD=VALUE")
    return name, value


def _add_log(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help="read the whole log again", epilog=_EXITS)
    verify.add_argument("--witness", type=Path, action="append", default=[], metavar="FILE", help="what a witness kept")
    export = actions.add_parser("export", help="write tiles, checkpoint and key for others")
    export.add_argument("folder", type=Path)
    cosign = actions.add_parser("cosign", help="witness the log that another desk exported")
    cosign.add_argument("folder", type=Path)
    cosign.add_argument("-o", dest="out", type=Path, required=True, metavar="FILE", help="to give back to that desk")
    cosign.add_argument("--officer", metavar="NAME", help="sign as this state officer; the PIN is asked for")
    taken = actions.add_parser("import", help="keep what a witness gave back")
    taken.add_argument("file", type=Path)
    seen = actions.add_parser("witnessed", help="write what shows the centre that a witness saw the log with a packet")
    seen.add_argument("packet", metavar="PACKET-ID", help="or enough of its beginning")
    seen.add_argument("-o", dest="out", type=Path, required=True, metavar="FILE", help="to lie beside the packet")
    read = actions.add_parser("read", help="show the newest events, the part that is for whoever asks")
    who = "who reads: a name or a credential; the PIN is asked for"
    read.add_argument("--as", dest="person", required=True, metavar="WHO", help=who)
    read.add_argument("--last", type=int, default=200, metavar="N", help="how many events to look at (default: 200)")
    forget = actions.add_parser("forget", help="destroy what one event said; its leaf stays")
    forget.add_argument("seq", type=int)
    forget.add_argument(
        "--officer", default="", metavar="WHO", help="the state officer who answers for it: a name or a credential"
    )
    actions.add_parser("keys", help="print the public keys of this log and of this station as a witness")
