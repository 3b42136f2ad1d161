"""`python -m intake serve | open | verify | backup | restore | certify | revoke`."""

import argparse
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crypto.errors import CryptoError
from crypto.files import typed
from intake.errors import IntakeError, SignersEnded
from station import process
from station.domain.errors import StationError
from station.formats.moment import read_moment
from station.formats.receipt import MODES
from station.texts import text_for

if TYPE_CHECKING:
    from intake.acceptance.moment import Moment


def program() -> int:
    process.begin("intake: %(message)s", logging.INFO)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    return main()


def main() -> int:
    parser = argparse.ArgumentParser(prog="intake", description="The receiving end of enrollment packets.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="take packets from stations; cannot open them")
    serve.add_argument("--home", type=Path, required=True, help="folder with gateway/, trust/ and data/")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8443, help="0: any free one")
    serve.add_argument("--mode", choices=MODES, help="whose packets are taken; without it, as the authorities are")
    serve.add_argument("--announce", type=Path, help="write the address there, as JSON, once it listens")
    serve.add_argument("--with-parent", action="store_true", help="stop when standard input closes")
    opening = commands.add_parser("open", help="open one packet with the centre's key and verify everything in it")
    opening.add_argument("packet", type=Path, help="its folder in the store, or its file with the .p7s beside it")
    opening.add_argument("--home", type=Path, required=True, help="folder with centre/ and trust/")
    opening.add_argument(
        "--receiver", default="production", help="whose key: a name in centre/, as production or escrow"
    )
    opening.add_argument(
        "--at",
        type=_moment,
        metavar="MOMENT",
        help="judge certificates by that moment, as 2026-11-29T18:00:00Z, instead of by the earliest witness or by now",
    )
    opening.add_argument("--policy", type=Path, help="refuse what this signed policy of sealing does not allow")
    opening.add_argument("--mode", choices=MODES, help="of this centre; without it, as its authorities are")
    opening.add_argument("--out", type=Path, help="write the ASiC-E container there")
    _add_store(commands)
    _add_authority(commands)
    options = parser.parse_args()
    actions = {
        "serve": _serve,
        "open": _open,
        "verify": _verify,
        "backup": _backup,
        "restore": _restore,
        "certify": _certify,
        "revoke": _revoke,
    }
    try:
        with typed():
            return actions[options.command](options)
    except (CryptoError, StationError) as error:
        return _failed(error.code, error.params)
    except IntakeError as error:
        if isinstance(error, SignersEnded):
            print(f"judged by    {error.params['moment']}, {_BY[error.by]}", file=sys.stderr)
        return _failed(error.code, error.params)
    except OSError as error:  # of a connection, as an address that somebody else listens at
        print(f"intake: {error.strerror}", file=sys.stderr)
        return 1


_BY = {
    "receipt": "when the centre received it, by its signed receipt",
    "time-stamp": "when an authority of time-stamps saw it",
    "checkpoint": "when a witness had seen the station's log with it",
    "sealing": "when it was sealed, by the station's word: its certificate was renewed before the packet arrived",
    "asked": "as was asked for",
    "now": "now: no signed receipt and no other witness is beside it",
}


def _judged_by(moment: "Moment") -> str:
    return f"judged by    {moment.at:%F %T}Z, {_BY[moment.by]}"


def _moment(text: str) -> datetime:
    try:
        return read_moment(text if "." in text else text.replace("Z", ".000Z"))
    except ValueError:
        raise argparse.ArgumentTypeError("a moment looks like 2026-11-29T18:00:00Z") from None


def _add_store(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Each may run beside the gateway."""
    verify = commands.add_parser("verify", help="hold everything in the store against its hashes and signatures")
    verify.add_argument("--home", type=Path, required=True, help="folder with trust/ and data/")
    verify.add_argument("--data", type=Path, help="another store than that home's, as a backup")
    verify.add_argument("--mode", choices=MODES, help="of this centre; without it, as its authorities are")
    backup = commands.add_parser("backup", help="bring to FOLDER what it does not have yet")
    restore = commands.add_parser("restore", help="bring back from FOLDER what this store does not have")
    for command in (backup, restore):
        command.add_argument("folder", type=Path, metavar="FOLDER")
        command.add_argument("--home", type=Path, required=True, help="folder with data/")


def _add_authority(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Of the demonstration only."""
    certify = commands.add_parser("certify", help="demonstration: certify what `stationctl keys csr` asks for")
    certify.add_argument("request", type=Path, metavar="REQUEST.pem")
    certify.add_argument("--home", type=Path, required=True, help="folder with authority/")
    certify.add_argument("-o", dest="out", type=Path, required=True, metavar="CERTIFICATE.pem")
    revoke = commands.add_parser("revoke", help="demonstration: take a certificate back")
    revoke.add_argument("certificate", type=Path, metavar="CERTIFICATE.pem")
    revoke.add_argument("--home", type=Path, required=True, help="folder with authority/ and trust/")
    revoke.add_argument("--reason", choices=("superseded", "keyCompromise", "cessationOfOperation"), required=True)


def _failed(code: str, params: Mapping[str, object]) -> int:
    text = text_for(code, "en", params)
    print(f"intake: {code} {text.happened} {text.remedy}", file=sys.stderr)
    return 1


def _serve(options: argparse.Namespace) -> int:
    from intake.gateway.server import Home, serve

    serve(Home(options.home), options.host, options.port, options.mode, options.announce, options.with_parent)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from intake.acceptance.held import findings
    from intake.errors import StoreDiffers
    from intake.mode import believed
    from intake.store.copying import compared_in

    data = options.data or options.home / "data"
    compared = compared_in(data)
    found = 0
    for finding in findings(data, compared, believed(options.home, options.mode).own, datetime.now(UTC)):
        found += 1
        print(f"{finding.what:12} {finding.name}")
    print(f"{len(compared.held):,} packets held, {len(compared.cut_off):,} cut off before their receipt")
    if found:
        raise StoreDiffers(found)
    return 0


def _backup(options: argparse.Namespace) -> int:
    return _bring(options.home / "data", options.folder)


def _restore(options: argparse.Namespace) -> int:
    return _bring(options.folder, options.home / "data")


def _bring(source: Path, target: Path) -> int:
    from intake.errors import StoreDiffers
    from intake.store.copying import bring

    brought = bring(source, target)
    print(f"{brought.taken:,} packets brought, of {brought.held:,} held")
    for what, packets in (("changed", brought.changed), ("gone", brought.gone)):
        for packet_id in packets:
            print(f"{what:12} {packet_id}")
    if brought.changed or brought.gone:
        raise StoreDiffers(len(brought.changed) + len(brought.gone))
    return 0


def _certify(options: argparse.Namespace) -> int:
    from intake.authority import certify_station

    made = certify_station(options.home, options.request.read_bytes(), datetime.now(UTC))
    options.out.write_bytes(made)
    return 0


def _revoke(options: argparse.Namespace) -> int:
    from intake.authority import revoke

    file = revoke(options.home, options.certificate.read_bytes(), options.reason, datetime.now(UTC))
    print(f"for every station: stationctl keys lists {file}")
    return 0


def _open(options: argparse.Namespace) -> int:
    from intake.acceptance.opening import open_packet

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
    for name, code in judged.not_used:
        print(f"not used     {name}: {code} {text_for(code, 'en', {}).happened}")
    if opened.proof is None:
        print("audit log    not shown")
    else:
        checkpoint = opened.proof.checkpoint
        print(f"audit log    {checkpoint.origin}, event {opened.proof.index + 1} of {checkpoint.size}")
    for file in opened.verified.content.files:
        print(f"{len(file.data):10,}   {file.path}")
    return 0


if __name__ == "__main__":
    sys.exit(program())
