"""Publish signed policy: a TUF repository in a folder, from two plain TOML files and, where they are, the folders
POLICY/trust (revocation lists, issuers, receivers, policy of sealing) and POLICY/profiles (services).
docs/policy.md walks through it. This signs in one room; `stationctl publish` is for signers apart.

    policy_publish.py key KEYS/root-1                    make a pair of keys: KEYS/root-1.pem, KEYS/root-1.pub.pem
    policy_publish.py create REPO --root A.pub.pem B.pub.pem C.pub.pem --targets D.pub.pem E.pub.pem
                             --snapshot F.pub.pem --timestamp G.pub.pem --sign A.pem B.pem
                             [--trust-roots FOLDER]
    policy_publish.py check POLICY                       are registry.toml and rules.toml right? (signs nothing)
    policy_publish.py publish REPO POLICY --sign D.pem E.pem F.pem G.pem
    policy_publish.py renew REPO --sign F.pem G.pem      the same policy for longer: daily, by machine
    policy_publish.py rotate REPO (as create)            other keys or roots of trust; then publish

Sealed keys ask for their passphrase on the terminal, or take it from POLICY_PASSPHRASE.
Exit status: 0 done, 1 not done, 2 usage.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from securesystemslib.signer import CryptoSigner  # noqa: E402 - the script runs from a checkout

from crypto.errors import CryptoError, KeyDamaged  # noqa: E402
from station.domain.errors import StationError  # noqa: E402
from station.policy.publish import Keys, Repository  # noqa: E402
from station.policy.publishable import PublicationWrong  # noqa: E402
from station.policy.signers import load_public, load_signer, new_key  # noqa: E402
from station.services.publishing import files_in  # noqa: E402
from station.services.rollout import pems_in  # noqa: E402

PASSPHRASE = "POLICY_PASSPHRASE"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], str] = options.run
    try:
        print(command(options))
    except (PublicationWrong, StationError, CryptoError, OSError) as error:
        print(f"Not done: {error}", file=sys.stderr)
        return 1
    return 0


def _key(options: argparse.Namespace) -> str:
    passphrase = None if options.open else _ask(f"Passphrase for {options.name}: ")
    new_key(options.name.parent, options.name.name, passphrase)
    return f"{options.name}.pem is for its owner alone; {options.name}.pub.pem is for everybody."


def _create(options: argparse.Namespace) -> str:
    Repository(options.repository).create(_keys(options), _signers(options), _now(), _trust_roots(options))
    return f"Stations get {options.repository}/metadata/1.root.json as trust/policy/root.json."


def _rotate(options: argparse.Namespace) -> str:
    Repository(options.repository).rotate(_keys(options), _signers(options), _now(), _trust_roots(options))
    return "The root has changed: publish now."


def _check(options: argparse.Namespace) -> str:
    files_in(options.policy, {}, _now())
    return "registry.toml and rules.toml are right, and so is what lies in trust and profiles."


def _publish(options: argparse.Namespace) -> str:
    repository, at = Repository(options.repository), _now()
    repository.publish(files_in(options.policy, repository.files(), at), _signers(options), at)
    return f"Published; good until {repository.good_until():%d.%m.%Y}."


def _renew(options: argparse.Namespace) -> str:
    repository = Repository(options.repository)
    repository.renew(_signers(options), _now())
    return f"Good until {repository.good_until():%d.%m.%Y}."


def _trust_roots(options: argparse.Namespace) -> dict[str, str] | None:
    return pems_in(options.trust_roots) if options.trust_roots else None


def _keys(options: argparse.Namespace) -> Keys:
    return Keys(
        [load_public(file) for file in options.root],
        [load_public(file) for file in options.targets],
        load_public(options.snapshot),
        load_public(options.timestamp),
        options.threshold,
    )


def _signers(options: argparse.Namespace) -> list[CryptoSigner]:
    signers = []
    for file in options.sign:
        try:
            signers.append(load_signer(file))
        except KeyDamaged:  # sealed, or damaged: the passphrase tells
            signers.append(load_signer(file, _ask(f"Passphrase for {file}: ")))
    return signers


def _ask(question: str) -> bytes:
    return (os.environ.get(PASSPHRASE) or getpass(question)).encode()


def _now() -> datetime:
    return datetime.now(UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policy_publish", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    key = commands.add_parser("key", help="make a pair of keys")
    key.add_argument("name", type=Path)
    key.add_argument("--open", action="store_true", help="without a passphrase: for keys that a machine uses")
    key.set_defaults(run=_key)
    for name, run in (("create", _create), ("rotate", _rotate)):
        made = commands.add_parser(name)
        made.add_argument("repository", type=Path)
        made.add_argument("--root", type=Path, nargs="+", required=True, metavar="PUB", help="three; two of them sign")
        made.add_argument(
            "--targets", type=Path, nargs="+", required=True, metavar="PUB", help="all sign, or --threshold of them"
        )
        made.add_argument("--threshold", type=int, default=0, metavar="K", help="of the keys of targets (default: all)")
        made.add_argument("--snapshot", type=Path, required=True, metavar="PUB")
        made.add_argument("--timestamp", type=Path, required=True, metavar="PUB")
        made.add_argument("--trust-roots", type=Path, metavar="FOLDER", help="<purpose>.pem: whom stations believe")
        _sign(made)
        made.set_defaults(run=run)
    check = commands.add_parser("check")
    check.add_argument("policy", type=Path)
    check.set_defaults(run=_check)
    publish = commands.add_parser("publish")
    publish.add_argument("repository", type=Path)
    publish.add_argument("policy", type=Path)
    _sign(publish)
    publish.set_defaults(run=_publish)
    renew = commands.add_parser("renew")
    renew.add_argument("repository", type=Path)
    _sign(renew)
    renew.set_defaults(run=_renew)
    return parser


def _sign(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sign", type=Path, nargs="+", required=True, metavar="KEY", help="private halves that sign")


if __name__ == "__main__":
    sys.exit(main())
