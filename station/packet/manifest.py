"""The manifests of a container (ETSI EN 319 162-1, ASiCManifest): which files a signature or a time-stamp is over.

A manifest is a function of the files it names. Checking one means writing it again from the files that are there and
comparing bytes, so no XML from outside is ever parsed.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256

from station.packet import layout
from station.packet.content import PacketFile
from station.packet.errors import ContainerMalformed

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
    '<asic:SigReference URI="{path}" MimeType="{media_type}"/>\n'
)
_REFERENCE = (
    '<asic:DataObjectReference URI="{path}" MimeType="{media_type}"{root}>\n'
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>\n'
    "<ds:DigestValue>{digest}</ds:DigestValue>\n"
    "</asic:DataObjectReference>\n"
)
_TAIL = "</asic:ASiCManifest>\n"


def manifest(
    files: Sequence[PacketFile],
    proven_by: str,
    root: str = "",
    media_type_of: Callable[[str], str | None] = layout.media_type_of,
) -> bytes:
    """The manifest over `files`. proven_by: path of the signature or time-stamp over it; root: of the manifest among
    `files` that it continues. Raises ContainerMalformed for a file of a kind without media type."""

    def kind(path: str) -> str:
        media_type = media_type_of(path)
        if media_type is None:
            raise ContainerMalformed(reason="kind")
        return media_type

    references = "".join(
        _REFERENCE.format(
            path=file.path,
            media_type=kind(file.path),
            root=' Rootfile="true"' if file.path == root else "",
            digest=digest_of(file.data),
        )
        for file in files
    )
    return (_HEAD.format(path=proven_by, media_type=kind(proven_by)) + references + _TAIL).encode()


def digest_of(data: bytes) -> str:
    """As it stands in a manifest."""
    return b64encode(sha256(data).digest()).decode()
