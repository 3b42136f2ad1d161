"""`intake certify | revoke`: of the demonstration only."""

import argparse
from datetime import UTC, datetime
from pathlib import Path


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    certify = commands.add_parser("certify", help="demonstration: certify what `stationctl keys csr` asks for")
    certify.add_argument("request", type=Path, metavar="REQUEST.pem")
    certify.add_argument("--home", type=Path, required=True, help="folder with authority/")
    certify.add_argument("-o", dest="out", type=Path, required=True, metavar="CERTIFICATE.pem")
    certify.set_defaults(run=_certify)
    revoke = commands.add_parser("revoke", help="demonstration: take a certificate back")
    revoke.add_argument("certificate", type=Path, metavar="CERTIFICATE.pem")
    revoke.add_argument("--home", type=Path, required=True, help="folder with authority/ and trust/")
    revoke.add_argument("--reason", choices=("superseded", "keyCompromise", "cessationOfOperation"), required=True)
    revoke.set_defaults(run=_revoke)


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
