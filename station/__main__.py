"""`stationctl`: the headless front end. Everything slow is imported by the command that needs it."""

import argparse
import sys
from pathlib import Path

_EXITS = "Exit status: 0 done, 1 failed, 2 usage or script, 3 no sample, 4 data or rights, 5 no receipt in time."


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    from station.commands.words import Voice
    from station.settings import SettingsWrong, load_settings

    voice = Voice(options.lang)
    try:
        settings = load_settings(options.home)
    except SettingsWrong as error:
        voice.complain(error.problem())
        return 1
    if options.command == "enroll":
        from station.commands import enroll

        return enroll.run(settings, options.script, options.wait_receipt, voice)
    if options.command == "doctor":
        from station.commands import doctor

        return doctor.run(settings, options.json, voice)
    from station.commands import outbox

    return outbox.run(settings, options.deliver, voice)


def _parser() -> argparse.ArgumentParser:
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
    doctor = commands.add_parser("doctor", help="say what is there and what is missing", epilog=_EXITS)
    doctor.add_argument("--json", action="store_true", help="for programs")
    outbox = commands.add_parser("outbox", help="list the packets of this station", epilog=_EXITS)
    outbox.add_argument("--deliver", type=float, default=0.0, metavar="SECONDS", help="deliver what waits first")
    return parser


if __name__ == "__main__":
    sys.exit(main())
