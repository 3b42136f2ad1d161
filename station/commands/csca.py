"""`stationctl csca`: which lists of authorities of States are in use; what a new one would change; to take it, by the
digest of what was seen."""

from argparse import Namespace
from contextlib import closing
from pathlib import Path

from crypto import files
from crypto.emrtd.verifier.master_list import MAX_BYTES, Difference
from station.bootstrap.build import build
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.errors import Problem
from station.services.door import EXPECTED, problem_of
from station.services.state_authorities import StateAuthorities
from station.settings import Settings


def run(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    """Raises ProfileHeld, DatabaseMissing, DatabaseOlder, DatabaseFailed."""
    publisher, file = options.publisher, options.list
    try:
        with closing(build(settings, program="stationctl csca")) as station:
            held, call = station.state_authorities, station.work.call
            if publisher is None or file is None:
                return call(_show, held, settings, voice)
            if publisher not in held.publishers:
                where = str(settings.state_authorities)
                voice.complain(Problem("CLI-CSCA-UNKNOWN", {"publisher": publisher, "folder": where}))
                return Exit.FAILED
            offered = _offered(file)
            if options.confirm is None:
                _tell(call(held.compare, publisher, offered), publisher, file, voice)
                return Exit.DONE
            taken = call(held.take, publisher, offered, options.confirm, older=options.older)
            voice.say("CLI-CSCA-TAKEN", publisher=publisher, day=f"{taken.after:%Y-%m-%d}", count=taken.certificates)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    return Exit.DONE


def _show(held: StateAuthorities, settings: Settings, voice: Voice) -> Exit:
    found = held.lists()
    if not found:
        voice.say("CLI-CSCA-NONE", folder=str(settings.state_authorities))
    for each in found:
        if each.at is None:
            voice.say("CLI-CSCA-NO-LIST", publisher=each.publisher)
        else:
            voice.say("CLI-CSCA-IN-USE", publisher=each.publisher, day=f"{each.at:%Y-%m-%d}", count=each.certificates)
    return Exit.DONE


def _offered(file: Path) -> bytes:
    try:
        return files.read(file, MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise files.trouble(error, file) from error


def _tell(found: Difference, publisher: str, file: Path, voice: Voice) -> None:
    for each in found.states:
        voice.say("CLI-CSCA-STATE", state=each.state, added=each.added, removed=each.removed, renewed=each.changed)
    voice.say(
        "CLI-CSCA-LIST", day=f"{found.after:%Y-%m-%d}", count=found.certificates, links=found.links, unfit=found.unfit,
        unreadable=found.unreadable,
    )  # fmt: skip
    voice.say("CLI-CSCA-CONFIRM", publisher=publisher, file=str(file), digest=found.digest)
