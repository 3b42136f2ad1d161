"""`[stick]` of station.toml."""

from re import fullmatch

from station.settings import Settings

NAME = "stick"


def refuse_unknown(settings: Settings) -> None:
    """Raises SettingsWrong for an entry that nobody reads."""
    for key in settings.options(NAME):
        if key != "folder":
            raise settings.wrong(NAME, key)
    folder_of(settings)


def folder_of(settings: Settings) -> str:
    """Raises SettingsWrong."""
    folder = settings.options(NAME).get("folder", "")
    if not isinstance(folder, str) or not fullmatch(r"[\w-]{0,64}", folder):
        raise settings.wrong(NAME, "folder")
    return folder
