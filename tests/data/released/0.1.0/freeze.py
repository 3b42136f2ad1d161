"""How what lies here was made: by the code of 0.1.0 itself, once, from its checkout; see README.md. Not run any more.

cd CHECKOUT-OF-0.1.0 && PYTHONPATH=. python -W error freeze.py OUTPUT
"""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, closing, contextmanager, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import zxingcpp
from cryptography.hazmat.primitives import serialization
from PIL import Image

from crypto.keys.machine import load_machine_key, server_context
from crypto.keys.soft import SoftKeyStore
from intake.__main__ import main as intake
from station.__main__ import main
from station.bootstrap import Station, build
from station.domain.clock import SystemClock
from station.domain.enrollment import EnrollmentId
from station.domain.outbox import OutboxState
from station.domain.sample import Slap
from station.outbox.store import OutboxStore
from station.settings import Settings, load_settings
from station.storage.database import connect
from tests.support import mosip_world
from tests.support.applicants import ADULT
from tests.support.desk import DEVICE, OFFICER, OPERATOR, PINS, TECHNICIAN, ink, portrait_candidate, slap_candidate
from tests.support.intake_process import running
from tests.support.mosip_server import MosipServer
from tests.support.mosip_world import MosipWorld, entries, furnish
from tests.support.osia_server import TOKEN, OsiaServer
from tests.support.policies import TRANSITION, activate

NOBODY = "https://127.0.0.1:9"
STEPS = ("fields", "portrait", "prints", "signature", "sign", "approve", "seal")


def settle(home: Path, *lines: str) -> Settings:
    (home / "config" / "station.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_settings(home)


def stationctl(home: Path, *arguments: object, status: int = 0) -> str:
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["--home", str(home), *map(str, arguments)]) == status, arguments
    return said.getvalue()


def authority(home: Path, *arguments: object) -> None:
    with patch("sys.argv", ["intake", *map(str, arguments), "--home", str(home / "data" / "intake")]):
        assert intake() == 0


@contextmanager
def signed_in(home: Path, name: str = OPERATOR) -> Iterator[Station]:
    with closing(build(load_settings(home))) as station:
        station.work.call(station.sign_in.sign_in, credential(station, name), PINS[name])
        yield station


def credential(station: Station, name: str) -> str:
    return next(each.credential_id for each in station.work.call(station.sign_in.credentials) if each.name == name)


def enroll(home: Path, called: str, until: str = "seal") -> EnrollmentId:
    """One person, with small pictures, as far as that step."""
    with signed_in(home) as station:
        use, at = station.enroll, SystemClock().now()

        def do(call: Callable[..., object], *arguments: object) -> object:
            answer = station.work.call(call, *arguments)
            assert not hasattr(answer, "code"), answer
            return answer

        which = do(use.start, "biometric_passport").enrollment.enrollment_id  # type: ignore[attr-defined]
        work = {
            "fields": lambda: do(
                use.set_fields, which, {**ADULT, "email": f"{called}@example.am", "document_kind": "none"}
            ),
            "portrait": lambda: do(use.accept_portrait, which, portrait_candidate(at)),
            "prints": lambda: [do(use.accept_slap, which, slap_candidate(at, slap)) for slap in Slap],
            "signature": lambda: do(use.accept_signature, which, ink(), (100.0, 40.0), DEVICE),
            "sign": lambda: do(use.sign, which),
            "approve": lambda: do(use.approve, which, credential(station, OFFICER), PINS[OFFICER]),
            "seal": lambda: do(use.seal, which),
        }
        for step in STEPS[: STEPS.index(until) + 1]:
            work[step]()
    return which


def renew(home: Path, folder: Path) -> None:
    stationctl(home, "keys", "make")
    stationctl(home, "keys", "csr", "-o", folder)
    made = []
    for request in sorted(folder.glob("*.csr.pem")):
        made.append(request.with_name(request.name.replace(".csr", ".crt")))
        authority(home, "certify", request, "-o", made[-1])
    stationctl(home, "keys", "import", *made)
    stationctl(home, "keys", "rotate")


def take_back_a_station(home: Path, folder: Path) -> None:
    """A list that is not empty: of a station that was stolen before it was ever used."""
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "machine.secret").write_text("secret of another computer")
    stationctl(folder, "keys", "make", "--name", "Demo Station 9", "--organisation", "Stolen")
    stationctl(folder, "keys", "csr", "-o", folder)
    (request,) = folder.glob("*.csr.pem")
    authority(home, "certify", request, "-o", folder / "stolen.pem")
    authority(home, "revoke", folder / "stolen.pem", "--reason", "keyCompromise")
    stationctl(home, "keys", "lists", home / "data" / "intake" / "trust" / "crls" / "stations.crl")


def another_desk(home: Path, folder: Path) -> Path:
    """It shares the roots; its log is its own."""
    log = "station.db*", "log.sealed", "outbox", "witnesses", "drafts"
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns(*log))
    settle(folder, f'intake = "{NOBODY}"')
    enroll(folder, "witness", until="fields")
    return folder


def witness(home: Path, other: Path, given: Path) -> None:
    (given / "first.key").write_text(stationctl(home, "log", "keys"))
    (other / "data" / "trust" / "logs").mkdir()
    shutil.copy(given / "first.key", other / "data" / "trust" / "logs")
    (given / "other.key").write_text(stationctl(other, "log", "keys"))
    (home / "data" / "trust" / "witnesses").mkdir()
    shutil.copy(given / "other.key", home / "data" / "trust" / "witnesses")
    stationctl(home, "log", "export", given / "export")
    stationctl(other, "log", "cosign", given / "export", "-o", given / "by-other-desk")
    with patch("sys.stdin", io.StringIO(PINS[OFFICER] + "\n")):
        stationctl(other, "log", "cosign", given / "export", "-o", given / "by-officer", "--officer", OFFICER)
    for name in ("by-other-desk", "by-officer"):
        stationctl(home, "log", "import", given / name)
    stationctl(home, "log", "verify", "--witness", given / "by-other-desk")


def citizens_receipt(home: Path, packet_id: str, given: Path) -> None:
    page = given / "receipt.pdf"
    stationctl(home, "receipt", packet_id, "--language", "hy", "-o", page)
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", str(page), str(given / "page")], check=True)
    (picture,) = given.glob("page-*.png")
    with Image.open(picture) as opened:
        (found,) = zxingcpp.read_barcodes(opened)
    picture.unlink()
    (given / "receipt.code").write_text(found.text)


def freeze_station(home: Path, given: Path, scratch: Path) -> None:
    settings = settle(home)
    enroll(home, "erased")
    stationctl(home, "outbox", "--deliver", 60)
    settings = settle(home, "keep_receipted_hours = 8760")
    enroll(home, "kept")
    lost = enroll(home, "replylost")
    stationctl(home, "outbox", "--deliver", 60)
    with closing(connect(settings.database)) as db:
        store = OutboxStore(db, settings.outbox)
        erased, kept, again = store.rows()
        assert [(row.state, row.erased) for row in (erased, kept)] == [
            (OutboxState.RECEIPTED, True), (OutboxState.RECEIPTED, False),
        ]  # fmt: skip
        store.receipt_path(again.packet_id).unlink()  # as if the answer had never come
        db.execute("UPDATE outbox SET state = 'pending', receipted_at = NULL WHERE packet_id = ?", (again.packet_id,))
        db.execute("UPDATE enrollment SET state = 'sealed' WHERE id = ?", (lost,))
    citizens_receipt(home, kept.packet_id, given)

    settle(home, f'intake = "{NOBODY}"', "keep_receipted_hours = 8760")
    enroll(home, "beforerenewal")
    renew(home, scratch / "renewal")
    take_back_a_station(home, scratch / "stolen")
    state = settings.intake_home / "state"
    activate(TRANSITION, load_machine_key(state, state / "secret", "policy"), settings.trust)
    enroll(home, "afterrenewal")
    for called, until in (("midway", "portrait"), ("signed", "sign"), ("approved", "approve")):
        enroll(home, called, until)
    gone = enroll(home, "discarded", "portrait")
    with signed_in(home) as station:
        station.work.call(station.enroll.discard, gone)
        refused = station.work.call(station.sign_in.sign_in, credential(station, TECHNICIAN), "0000")
        assert refused.code == "CRY-010"
    stationctl(home, "log", "forget", 3)
    witness(home, another_desk(home, scratch / "other"), given)
    with closing(connect(settings.database)) as db:
        store = OutboxStore(db, settings.outbox)
        newest = store.rows()[-1]
        store.retry(newest.packet_id)
    stationctl(home, "log", "verify")


def freeze_osia(home: Path) -> None:
    settings = settle(home, 'intake = "embedded"')
    gateway = settings.intake_home / "gateway"
    roots = settings.intake_home / "trust" / "roots" / "station.pem"
    token = settings.config / "osia.token"
    token.touch(mode=0o600)
    token.write_text(TOKEN)
    with OsiaServer(server_context(gateway, gateway / "secret", roots, "tls")).running() as server:
        settle(home, f'intake = "osia+{server.url}"')
        enroll(home, "delivered")
        stationctl(home, "outbox", "--deliver", 60)
    settle(home, f'intake = "osia+{NOBODY}"')
    enroll(home, "waiting")


def freeze_mosip(home: Path, given: Path) -> None:
    settings = settle(home, 'intake = "embedded"')
    made = mosip_world.holder
    with patch.object(mosip_world, "holder", lambda name: made(name, days=1825)):
        world: MosipWorld = furnish(settings)
    given.mkdir()
    for name, holder in (("policy", world.policy), ("answers", world.answers)):
        key = holder.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (given / f"{name}.key.pem").write_bytes(key)
        (given / f"{name}.pem").write_bytes(holder.pem)
    by_name = {entry.certificate.common_name: entry.key_id for entry in SoftKeyStore(settings.keys).entries()}
    mosip = entries(by_name[OPERATOR], by_name[OFFICER])
    users = "\n".join(f'"{person}" = "{user}"' for person, user in mosip["users"].items())
    tables = f'[mosip]\ncentre = "{mosip["centre"]}"\nmachine = "{mosip["machine"]}"\n[mosip.users]\n{users}'
    gateway = settings.intake_home / "gateway"
    roots = settings.intake_home / "trust" / "roots" / "station.pem"
    context = server_context(gateway, gateway / "secret", roots, "tls")
    with MosipServer(world, context, SystemClock()).running() as server:
        settle(home, f'intake = "mosip+{server.url}"', "keep_receipted_hours = 8760", tables)
        enroll(home, "receipted")
        stationctl(home, "outbox", "--deliver", 60)
    settle(home, f'intake = "mosip+{NOBODY}"', "keep_receipted_hours = 8760", tables)
    enroll(home, "waiting")


def freeze(out: Path) -> None:
    given, scratch = out / "given", out / "scratch"
    given.mkdir(parents=True)
    home = out / "home"
    with closing(build(load_settings(home))):
        pass
    for receiver in ("osia", "mosip"):
        shutil.copytree(home, out / receiver)
    freeze_station(home, given, scratch)
    freeze_osia(out / "osia")
    freeze_mosip(out / "mosip", given / "mosip-receiver")
    with running(home / "data" / "intake", scratch):  # that it comes up with what it holds
        pass
    shutil.rmtree(scratch)


if __name__ == "__main__":
    with chdir(Path.cwd()):
        freeze(Path(sys.argv[1]).resolve())
