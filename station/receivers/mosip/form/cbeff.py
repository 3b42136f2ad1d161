"""CBEFF XML (ISO/IEC 19785-3, patron format of MOSIP): one BIR for each sample, in one BIR for the person.

No device service signed our samples, so no BIR has an `SB`, nor `others`, in which MOSIP's stages look for what was
signed (ADR 109; `configuration`: what the receiver must be told for it). Only a marked exception has `others`, by which
it is known as one. Quality's algorithm is the constant that MOSIP writes; the true one stands in `meta`.
"""

from base64 import b64encode
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from station.formats.moment import moment_text
from station.receivers.mosip.form.biometrics import FACE, FINGERS, Sample

_NAMESPACE = "http://standards.iso.org/iso-iec/19785/-3/ed-2/"
_FORMAT = {"Finger": "7", "Face": "8"}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONFIGURED = ",".join((*(attribute for attribute, _ in FINGERS.values()), FACE))


def cbeff_xml(samples: Iterable[Sample]) -> bytes:
    parts = [f'{_HEAD}<BIR xmlns="{_NAMESPACE}">', _bir_info()]
    parts += [_bir(sample) for sample in samples]
    parts += [_others({"CONFIGURED": _CONFIGURED}), "</BIR>\n"]
    return "".join(parts).encode()


def _bir(sample: Sample) -> str:
    return "".join(
        (
            "<BIR>",
            _version("Version"),
            _version("CBEFFVersion"),
            _bir_info(),
            _bdb_info(sample),
            f"<BDB>{b64encode(sample.record).decode()}</BDB>",
            "" if sample.missing is None else _others({"EXCEPTION": "true"}),
            "</BIR>",
        )
    )


def _bdb_info(sample: Sample) -> str:
    quality = "<QualityCalculationFailed></QualityCalculationFailed>"
    if sample.score is not None:
        quality = f"<Score>{sample.score}</Score>"
    return "".join(
        (
            "<BDBInfo>",
            f"<Index>{sample.index}</Index>",
            f"<Format>{_registry('Mosip', _FORMAT[sample.kind])}</Format>",
            f"<CreationDate>{moment_text(sample.captured_at)}</CreationDate>",
            f"<Type>{sample.kind}</Type>",
            f"<Subtype>{sample.subtype}</Subtype>",
            "<Level>Raw</Level><Purpose>Enroll</Purpose>",
            f"<Quality><Algorithm>{_registry('HMAC', 'SHA-256')}</Algorithm>{quality}</Quality>",
            "</BDBInfo>",
        )
    )


def _bir_info() -> str:
    return "<BIRInfo><Integrity>false</Integrity></BIRInfo>"


def _version(name: str) -> str:
    return f"<{name}><Major>1</Major><Minor>1</Minor></{name}>"


def _registry(organisation: str, kind: str) -> str:
    return f"<Organization>{organisation}</Organization><Type>{kind}</Type>"


def _others(entries: dict[str, str]) -> str:
    items = "".join(f"<entry key={quoteattr(key)}>{escape(value)}</entry>" for key, value in entries.items())
    return f"<others>{items}</others>"
