"""What the simulated person does at each acquisition, as the words of option `outcomes`."""

from collections.abc import Iterator

from devices.api import OptionInvalid, Options

OUTCOMES = (
    "good",
    "three_fingers",  # the last finger expected stays up
    "extra_finger",  # one more than expected comes down, where the glass has room: four fill it
    "dry",
    "wet",
    "wrong_hand",
    "turned",  # the hand lies askew by 30 degrees
    "smudge",  # something lies there, but it is no finger
    "blank",
)


def outcomes(family: str, options: Options) -> tuple[str, ...]:
    """The words of option `outcomes`. Raises OptionInvalid."""
    words = options.get("outcomes", ())
    if isinstance(words, str | int | float) or not all(word in OUTCOMES for word in words):
        raise OptionInvalid(family, option="outcomes", expected="|".join(OUTCOMES))
    return tuple(str(word) for word in words)


def play(words: tuple[str, ...]) -> Iterator[str]:
    """The words in turn, then "good" for ever."""
    yield from words
    while True:
        yield "good"
