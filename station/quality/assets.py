"""Where the files lie that set-up fetches and the repository does not hold."""

import os
from pathlib import Path

from station.domain.errors import StationError


class ModelsMissing(StationError):
    """The face models are not where set-up puts them: run set-up."""

    code, retryable = "STN-501", False


def assets_folder() -> Path:
    """Folder set-up fetches into: $ENROLLMENT_ASSETS, else `.assets` beside the packages."""
    named = os.environ.get("ENROLLMENT_ASSETS")
    return Path(named) if named else Path(__file__).parents[2] / ".assets"


def face_models() -> Path:
    """Folder of the face models. Raises ModelsMissing when there is none."""
    folder = assets_folder() / "models"
    if not folder.is_dir():
        raise ModelsMissing(file=folder.name)
    return folder
