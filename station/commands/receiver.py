"""`stationctl receiver`: set this machine up for a receiver, once, and print what is to be registered there."""

from station.commands.alone import alone
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.errors import Problem
from station.receivers.api import Receiver
from station.receivers.errors import ReceiverUnavailable
from station.receivers.table import receiver_named, receiver_of
from station.roster import packages
from station.services.door import EXPECTED, problem_of
from station.settings import Settings


def run(settings: Settings, name: str, voice: Voice) -> Exit:
    """name: of a receiver; "" for the one of the settings.

    FAILED when the receiver's options in station.toml or the machine's secret are not there."""
    try:
        set_up = _receiver(settings, name).set_up
        if set_up is None:
            voice.say("CLI-RECEIVER-READY", receiver=name or settings.receiver)
            return Exit.DONE
        with alone(settings, "receiver"):
            for line in set_up(settings):
                if isinstance(line, Problem):
                    voice.say(line.code, **line.params)
                else:
                    voice.line(line)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    return Exit.DONE


def _receiver(settings: Settings, name: str) -> Receiver:
    if not name:
        return receiver_of(settings)
    if name not in packages():
        raise ReceiverUnavailable(receiver=name, reason="unknown")
    return receiver_named(name)
