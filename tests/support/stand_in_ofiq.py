"""What stands in for OFIQ: a program that prints as its sample program does, and a package with its interface.

The program reads the picture it is given, and says its size as InterEyeDistance and HeadSize: a picture that did not
come through whole is noticed.
"""

from pathlib import Path

_PROGRAM = """#!{python} -P
import os, struct, sys, time
told = dict(zip(sys.argv[1::2], sys.argv[2::2]))
how = open(told["-c"] + "/ofiq_config.jaxn").read()
if how == "crashing":
    os.abort()
if how == "hanging":
    time.sleep(600)
data = open(told["-i"], "rb").read()
width, height = struct.unpack(">II", data[16:24])
print("OFIQ library version: 1.1.2")
if not data.startswith(b"\\x89PNG"):
    sys.exit("[ERROR] failed to read image")
print("--> Start processing image file: " + told["-i"])
print("raw scores:24.329985;" + str(width) + ";" + str(height) + ";0")
names = ("UnifiedQualityScore", "InterEyeDistance", "HeadSize", "NoHeadCoverings")
print("Filename;" + "".join(name + ";" for name in names) + "".join(name + ".scalar;" for name in names))
values = ("24.329985", width, height, 0, 63, 100, 12, -1)
print(told["-i"] + ";" + (";".join(map(str, values)) if how != "babbling" else "1;2"))
print("-------------------------------------------------------")
"""

_PACKAGE = """
__ofiq_version__ = "1.1.2"


class OFIQ:
    def __init__(self, config_dir: str) -> None:
        open(config_dir + "/ofiq_config.jaxn").close()

    def vector_quality(self, image, include_raw=False):
        assert include_raw
        whole = {"scalar": 63.0, "raw": 24.3}
        red = {"scalar": 100.0, "raw": float(image[..., 0].mean())}
        return {"UnifiedQualityScore": whole, "Sharpness": red, "NoHeadCoverings": None}
"""


def data_folder(folder: Path, how: str = "well") -> Path:
    """how: crashing, hanging or babbling over each picture."""
    (folder / "ofiq_config.jaxn").write_text(how, encoding="utf-8")
    return folder


def program(folder: Path, python: str) -> Path:
    file = folder / "OFIQSampleApp"
    file.write_text(_PROGRAM.format(python=python), encoding="utf-8")
    file.chmod(0o700)
    return file


def package(folder: Path) -> Path:
    """To be put on the path of Python."""
    (folder / "ofiq").mkdir()
    (folder / "ofiq/__init__.py").write_text(_PACKAGE, encoding="utf-8")
    return folder
