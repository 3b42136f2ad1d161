"""The name of a service; its id where one was published that has no words yet. No Qt."""

from ui.messages import language, words

_NAMES = "shell.procedure."


def service_name(service_id: str, tag: str = "") -> str:
    """tag: of a language; "" for the one in use."""
    return words(tag or language()).get(_NAMES + service_id, service_id)
