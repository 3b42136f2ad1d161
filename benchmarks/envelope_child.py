"""A process of its own that encrypts one file, so that its memory can be measured: prints what was added, in bytes.

python -m benchmarks.envelope_child SOURCE TARGET RECEIVERS.pem
"""

import sys
from pathlib import Path

from crypto import envelope
from crypto.certificate import Certificate, certificates_from_pem


def seal(source: Path, target: Path, receivers: tuple[Certificate, ...]) -> None:
    with source.open("rb", buffering=0) as content, target.open("wb", buffering=0) as message:
        chunks = envelope.chunks_of(content)
        for part in envelope.encrypt_stream(chunks, source.stat().st_size, receivers):
            message.write(part)


def memory(line: str) -> int:
    """Of this process, in bytes: VmRSS is what it holds now, VmHWM the most it ever held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(each.split()[1]) * 1024 for each in status.splitlines() if each.startswith(line + ":"))


def main(source: str, target: str, receivers: str) -> None:
    certificates = certificates_from_pem(Path(receivers).read_bytes())
    envelope.encrypt(bytes(1000), certificates)  # everything is loaded
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the most ever is now what is held now
    before = memory("VmRSS")
    seal(Path(source), Path(target), certificates)
    print(memory("VmHWM") - before)


if __name__ == "__main__":
    main(*sys.argv[1:])
