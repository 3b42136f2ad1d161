"""`python -m intake serve | list | open | judge | augment | verify | backup | restore | certify | revoke`."""

import argparse
import logging
import sys
from collections.abc import Mapping

from crypto.errors import CryptoError
from crypto.files import typed
from intake.commands import augment, authority, judging, listing, opening, serve, store
from intake.errors import IntakeError, SignersEnded
from station import process
from station.domain.errors import StationError
from station.texts import text_for


def program() -> int:
    process.begin("intake: %(message)s", logging.INFO)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    return main()


def main() -> int:
    parser = argparse.ArgumentParser(prog="intake", description="The receiving end of enrollment packets.")
    commands = parser.add_subparsers(dest="command", required=True)
    for subject in (serve, listing, opening, judging, augment, store, authority):
        subject.add(commands)
    options = parser.parse_args()
    try:
        with typed():
            return int(options.run(options))
    except (CryptoError, StationError) as error:
        return _failed(error.code, error.params)
    except IntakeError as error:
        if isinstance(error, SignersEnded):
            print(f"judged by    {error.params['moment']}, {opening.BY[error.by]}", file=sys.stderr)
        return _failed(error.code, error.params)
    except OSError as error:  # of a connection, as an address that somebody else listens at
        print(f"intake: {error.strerror}", file=sys.stderr)
        return 1


def _failed(code: str, params: Mapping[str, object]) -> int:
    text = text_for(code, "en", params)
    print(f"intake: {code} {text.happened} {text.remedy}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(program())
