"""The example's enrollment where the capture is not what is tested: a head that stands as it should, two thumbs."""

from pathlib import Path

_EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "enroll.toml"
_MISSING = tuple(f"{hand}_{finger}" for hand in ("right", "left") for finger in ("index", "middle", "ring", "little"))
_STANDING = "\n[devices.sim_camera]\nblink_every_s = 0\nscript = [{ seconds = 1.0 }]\n"

QUICK = _EXAMPLE.read_text(encoding="utf-8") + "".join(
    (*(f'\n[[missing_fingers]]\nfinger = "{name}"\nreason = "bandaged"\n' for name in _MISSING), _STANDING)
)


def quick_script(folder: Path) -> Path:
    file = folder / "quick.toml"
    file.write_text(QUICK, encoding="utf-8")
    return file
