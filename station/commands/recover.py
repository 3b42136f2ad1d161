"""`stationctl recover`: the copies of dead desks' drafts, and taking one in with the keys of two people."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from station.commands.alone import alone
from station.commands.exits import Exit
from station.commands.secret import ask
from station.commands.words import Voice
from station.copies.enclosure import RecoveryKey
from station.copies.errors import CopyMissing, PlaceNotSet
from station.copies.place import Place
from station.domain.enrollment import EnrollmentId
from station.services.copies_there import CopyView, copies_at
from station.services.door import EXPECTED, problem_of
from station.services.recovery import open_recovery, read_recovery_key
from station.settings import Settings


def run(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    if options.place is not None:
        settings = replace(settings, copies=str(options.place.absolute()))
    try:
        if not settings.copies:
            raise PlaceNotSet
        return _take(settings, options, voice) if options.draft else _list(settings, voice)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED


def _list(settings: Settings, voice: Voice) -> Exit:
    views = copies_at(settings, Place(Path(settings.copies)))
    for view in views:
        voice.line(_line(view, voice))
    voice.say("CLI-RECOVER-COPIES", count=len(views))
    return Exit.DONE


def _line(view: CopyView, voice: Voice) -> str:
    line = f"{view.enrollment_id}  {view.at.astimezone():%d.%m.%Y %H:%M}  {view.station}"
    if view.problem is not None:
        return f"{line}  {voice.words(view.problem.code, view.problem.params)[0]} [{view.problem.code}]"
    if view.known:
        return f"{line}  {voice.words('CLI-RECOVER-KNOWN', {'state': view.known})[0]}"
    return line if view.whole else f"{line}  {voice.words('CLI-RECOVER-TORN')[0]}"


def _take(settings: Settings, options: Namespace, voice: Voice) -> Exit:
    """Passphrases and the PIN are asked for once it is certain that they are needed."""
    place = Place(Path(settings.copies))
    with alone(settings, "recover"), open_recovery(settings, place) as recovery:
        which = _whole(place, options.draft)
        recovery.require_new(which)
        keys = [_key(file, voice) for file in options.key]
        taken = recovery.take(which, keys, options.person, ask(voice, "CLI-RECOVER-PIN"))
    voice.say("CLI-RECOVER-TAKEN", id=taken.enrollment_id, at=f"{taken.at.astimezone():%d.%m.%Y %H:%M}")
    if taken.earlier:
        voice.say("CLI-RECOVER-EARLIER")
    return Exit.DONE


def _key(file: Path, voice: Voice) -> RecoveryKey:
    return read_recovery_key(file, ask(voice, "CLI-RECOVER-PASSPHRASE", file=file.name))


def _whole(place: Place, given: str) -> EnrollmentId:
    """A copy may be named by the beginning of its number. Raises CopyMissing."""
    place.require()
    found = {each for station in place.stations() for each in place.enrollments(station) if each.startswith(given)}
    if len(found) != 1:
        raise CopyMissing
    return found.pop()
