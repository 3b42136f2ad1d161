"""The biometric passport as it would be by one of the sets of rules for fingers that stand ready."""

from importlib.resources import files

from station.steps.plans import Plans
from tests.support.invented import plans_of

PASSPORT = "biometric_passport"
_FILE = files("station.profiles").joinpath("data", f"{PASSPORT}.toml").read_text(encoding="utf-8")


def passport_by(rules: str, *said: str) -> Plans:
    """rules: the part's name. said: lines of `samples.fingers` over those of the part."""
    before, _, after = _FILE.partition("[samples.fingers]\n")
    own, _, rest = after.partition("\n\n")
    when = next(line for line in own.splitlines() if line.startswith("when"))
    fingers = "\n".join(("[samples.fingers]", when, *said))
    return plans_of(f"{before}{fingers}\n\n{rest}".replace('"ten_fingers@1"', f'"{rules}"'))
