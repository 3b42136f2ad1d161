"""`stationctl`: the headless front end. Everything slow is imported by the command that needs it."""

import argparse
import sys
from typing import TYPE_CHECKING

from station.commands.arguments import parser
from station.roster import BUILT_IN

if TYPE_CHECKING:
    from station.commands.words import Voice
    from station.settings import Settings


def program() -> int:
    """The command as a process of its own."""
    from station import process

    process.begin("stationctl: %(levelname)s %(name)s %(message)s")
    return main()


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    from crypto.files import typed
    from station.commands.words import Voice
    from station.domain.errors import Problem, StationError
    from station.settings import load_settings

    voice = Voice(options.lang)
    try:
        settings = load_settings(options.home)
    except StationError as error:
        voice.complain(error.problem())
        return 1
    from station.services.door import EXPECTED, problem_of

    try:
        with typed():
            return _run(options, settings, voice)
    except EXPECTED as error:  # whatever a command does not answer itself
        voice.complain(problem_of(error))
        return 1
    except KeyboardInterrupt:
        from station.commands.exits import Exit

        voice.complain(Problem("CLI-INTERRUPTED"))
        return Exit.INTERRUPTED


def _run(options: argparse.Namespace, settings: "Settings", voice: "Voice") -> int:
    if options.command == "enroll":
        from station.commands import enroll

        return enroll.run(settings, options.script, options.wait_receipt, voice)
    if options.command == "withdraw":
        from station.commands import withdraw

        said = options.number, options.script, options.shown, options.reason, options.wait_receipt
        return withdraw.run(settings, *said, voice)
    if options.command == "refer":
        from station.commands import refer

        return refer.run(settings, options, voice)
    if options.command == "doctor":
        from station.commands import doctor

        return doctor.run(settings, options.json, voice)
    if options.command == "receipt":
        from station.commands import receipt

        return receipt.run(settings, options.packet, options.language, options.out, voice)
    if options.command == "log":
        from station.commands import log

        return log.run(settings, options, voice)
    if options.command == "receiver" or options.command in BUILT_IN:
        from station.commands import receiver

        name = options.name if options.command == "receiver" else options.command
        return receiver.run(settings, name, voice)
    if options.command in ("backup", "repair", "restore"):
        from station.commands import way_back

        return way_back.run(settings, options, voice)
    if options.command == "recover":
        from station.commands import recover

        return recover.run(settings, options, voice)
    if options.command == "keys":
        from station.commands import keys

        return keys.run(settings, options, voice)
    if options.command == "profile":
        from station.commands import service_profile

        return service_profile.run(settings, options, voice)
    if options.command == "events":
        from station.commands import events

        return events.run(settings, options.json, voice)
    if options.command == "camera":
        from station.commands import camera

        return camera.run(settings, options.forget, voice)
    if options.command == "csca":
        from station.commands import csca

        return csca.run(settings, options, voice)
    if options.command == "publish":
        from station.commands import publish

        return publish.run(options, voice)
    from station.commands import outbox

    return outbox.run(settings, options.deliver, voice, every=options.all)


if __name__ == "__main__":
    sys.exit(program())
