"""The receiver that an address names, loaded when it is asked for: nobody else imports one."""

import logging
from collections.abc import Iterator
from importlib import import_module

from station.receivers.api import Receiver
from station.receivers.errors import ReceiverUnavailable
from station.roster import BUILT_IN, others, packages
from station.settings import Settings, receiver_in, scheme_of

_log = logging.getLogger(__name__)


def receiver_named(name: str) -> Receiver:
    """Raises KeyError for a name that nobody bears, ReceiverUnavailable."""
    try:
        found = import_module(f"{packages()[name]}.receiver").RECEIVER
    except (ImportError, OSError, AttributeError) as error:  # OSError: a shared library that does not load
        raise ReceiverUnavailable(receiver=name, reason=type(error).__name__) from error
    if not isinstance(found, Receiver) or receiver_in(f"{found.scheme}://") != name:
        raise ReceiverUnavailable(receiver=name, reason="scheme")
    return found


def receiver_at(address: str) -> Receiver:
    """By its address as the settings write it. Raises KeyError where nobody has such addresses, ReceiverUnavailable."""
    found = receiver_named(receiver_in(address))
    if found.scheme != scheme_of(address):
        raise KeyError(address)
    return found


def receiver_of(settings: Settings) -> Receiver:
    """Raises SettingsWrong, ReceiverUnavailable."""
    try:
        return receiver_at(settings.intake)
    except KeyError:
        raise settings.wrong("intake") from None


def every_receiver() -> Iterator[Receiver]:
    """All that can be loaded: of what was delivered years ago receipts are still read."""
    for name in packages():
        try:
            yield receiver_named(name)
        except ReceiverUnavailable as error:
            _log.error("receivers: left out: %s", error)


def refuse_unfit(settings: Settings) -> None:
    """A receiver that bears another's name, one that is set and cannot be loaded, an option that nobody reads.

    Raises ReceiverUnavailable, SettingsWrong.
    """
    names = [name for name, _ in others()]
    for name in names:
        if name in BUILT_IN or names.count(name) > 1:
            raise ReceiverUnavailable(receiver=name, reason="name")
    receiver_of(settings)
    for name in settings.receivers:
        refuse_options = receiver_named(name).refuse_options
        if refuse_options is None:
            raise settings.wrong(name)
        refuse_options(settings)
