"""The name of a service, in the language in use; its id where one was published that has no words yet. No Qt."""

from ui.messages import say, words

_NAMES = "shell.procedure."


def service_name(service_id: str) -> str:
    key = _NAMES + service_id
    return say(key) if key in words("en") else service_id
