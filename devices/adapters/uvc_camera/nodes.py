"""Which cameras the kernel knows: read from sysfs, nothing is opened."""

from dataclasses import dataclass
from pathlib import Path

SYSFS = Path("/sys/class/video4linux")
DEV = Path("/dev")


@dataclass(frozen=True)
class Node:
    """One capture node. path: what to open. port: USB port path, stable while the camera stays in that socket.

    virtual: fed by software (v4l2loopback, vivid), so its pictures prove nothing about who stands there.
    """

    path: Path
    name: str
    maker: str
    usb_id: str
    serial: str
    port: str
    virtual: bool

    @property
    def number(self) -> int:
        """N of /dev/videoN, by which OpenCV opens it."""
        return int(self.path.name.removeprefix("video"))

    @property
    def device_id(self) -> str:
        model = self.usb_id or "".join(sign if sign.isalnum() else "-" for sign in self.name.lower())
        return f"uvc_camera:{model}:{self.serial or self.port}"


def capture_nodes(sysfs: Path = SYSFS, dev: Path = DEV) -> tuple[Node, ...]:
    """All nodes with index 0: a UVC camera's further nodes carry metadata only. Vanishing ones are left out."""
    nodes = []
    for entry in sorted(sysfs.glob("video[0-9]*"), key=lambda item: (len(item.name), item.name)):
        try:
            if _read(entry / "index") not in ("", "0") or not (dev / entry.name).exists():
                continue
            nodes.append(_node(entry, dev / entry.name))
        except OSError:  # unplugged between listing and reading
            continue
    return tuple(nodes)


def _node(entry: Path, path: Path) -> Node:
    real = entry.resolve()
    interface = (entry / "device").resolve()
    usb = next((place for place in (interface, *interface.parents) if (place / "idVendor").exists()), None)
    usb_id = f"{_read(usb / 'idVendor')}_{_read(usb / 'idProduct')}" if usb else ""
    return Node(
        path=path,
        name=_read(entry / "name") or path.name,
        maker=_read(usb / "manufacturer") if usb else "",
        usb_id=usb_id,
        serial=_read(usb / "serial") if usb else "",
        port=usb.name if usb else path.name,
        virtual="virtual" in real.parts or interface.name.startswith("vivid"),
    )


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace").strip() if file.exists() else ""
