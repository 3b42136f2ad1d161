"""CBEFF XML (ISO/IEC 19785-3, patron format of MOSIP): one BIR for each sample, in one BIR for the person.

No device service signed our samples, so `SB` and the entry PAYLOAD are empty. Quality's algorithm is the constant that
MOSIP writes; the true one stands in the entry SCORE_ALGORITHM.
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


def cbeff_xml(samples: Iterable[Sample], *, simulated: bool) -> bytes:
    parts = [f'{_HEAD}<BIR xmlns="{_NAMESPACE}">', _bir_info()]
    parts += [_bir(sample, simulated=simulated) for sample in samples]
    parts += [_others({"CONFIGURED": _CONFIGURED}), "</BIR>\n"]
    return "".join(parts).encode()


def _bir(sample: Sample, *, simulated: bool) -> str:
    return "".join(
        (
            "<BIR>",
            _version("Version"),
            _version("CBEFFVersion"),
            _bir_info(),
            _bdb_info(sample),
            f"<BDB>{b64encode(sample.record).decode()}</BDB>",
            "<SB></SB>",
            _others(
                {
                    "EXCEPTION": _bool(sample.missing is not None),
                    "RETRIES": str(sample.attempt),
                    **_score(sample),
                    "FORCE_CAPTURED": _bool(sample.forced),
                    "PAYLOAD": "",
                    "SPEC_VERSION": "",
                    "SCORE_ALGORITHM": sample.algorithm,
                    "SIMULATED": _bool(simulated),
                }
            ),
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


def _score(sample: Sample) -> dict[str, str]:
    """Left out where it could not be computed: 0 would be the worst there is."""
    return {} if sample.score is None else {"SDK_SCORE": str(float(sample.score))}


def _bir_info() -> str:
    return "<BIRInfo><Integrity>false</Integrity></BIRInfo>"


def _version(name: str) -> str:
    return f"<{name}><Major>1</Major><Minor>1</Minor></{name}>"


def _registry(organisation: str, kind: str) -> str:
    return f"<Organization>{organisation}</Organization><Type>{kind}</Type>"


def _others(entries: dict[str, str]) -> str:
    items = "".join(f"<entry key={quoteattr(key)}>{escape(value)}</entry>" for key, value in entries.items())
    return f"<others>{items}</others>"


def _bool(value: bool) -> str:
    return "true" if value else "false"
