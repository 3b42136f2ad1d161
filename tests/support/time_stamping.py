"""An authority of time-stamps for tests: with any moment it likes, or as the stock `openssl ts` answers now."""

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from crypto import authority, cms, der, issuing, oids
from crypto.certificate import Certificate
from crypto.cms import with_time_stamp
from crypto.cms.sign import signing_certificate_v2
from crypto.issuing import Authority
from crypto.naming import subject_name
from tests.support.clock import NOW
from tests.support.programs import need

STAMPS = (ExtendedKeyUsageOID.TIME_STAMPING,)
YEARS = 365
_SHA256 = der.sequence(der.oid(oids.SHA256))


@dataclass(frozen=True)
class Stamper:
    """above: who certified it, a root."""

    above: Authority
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: Certificate

    def token(
        self,
        data: bytes,
        at: datetime,
        *,
        kind: str = oids.TST_INFO,
        time: bytes = b"",
        more: bytes = b"",
        imprint: bytes = b"",
        brings: tuple[Certificate, ...] | None = None,
    ) -> bytes:
        """A TimeStampToken over `data`. time: other text of genTime; more: after it in TSTInfo; imprint: other than
        of `data`; brings: certificates beside it."""
        stamped = der.sequence(_SHA256, der.octet_string(imprint or hashlib.sha256(data).digest()))
        moment = der.tlv(der.GENERALIZED_TIME, time or at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())
        info = der.sequence(der.integer(1), der.oid("1.3.6.1.4.1.32473.9"), stamped, der.integer(7), moment, more)
        attributes = tuple(
            der.sequence(der.oid(name), der.set_of(value))
            for name, value in (
                (oids.CONTENT_TYPE, der.oid(kind)),
                (oids.MESSAGE_DIGEST, der.octet_string(hashlib.sha256(info).digest())),
                (oids.SIGNING_CERTIFICATE_V2, signing_certificate_v2(self.certificate)),
            )
        )
        signed = der.set_of(*attributes)
        if isinstance(self.key, rsa.RSAPrivateKey):
            algorithm = der.sequence(der.oid(oids.RSA_ENCRYPTION), der.tlv(der.NULL))
            value = self.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            algorithm = der.sequence(der.oid(oids.ECDSA_WITH_SHA256))
            value = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        signer = der.sequence(
            der.integer(1),
            self.certificate.issuer_and_serial,
            _SHA256,
            der.set_of(*attributes, tag=der.tagged(0)),
            algorithm,
            der.octet_string(value),
        )
        beside = (self.certificate,) if brings is None else brings
        signed_data = der.sequence(
            der.integer(3),
            der.set_of(_SHA256),
            der.sequence(der.oid(kind), der.tlv(der.tagged(0), der.octet_string(info))),
            der.set_of(*(each.der for each in beside), tag=der.tagged(0)),
            der.set_of(signer),
        )
        return der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), signed_data))

    def reply(self, request: bytes, at: datetime, *, nonce: int | None = None, **changes: bytes) -> bytes:
        """A TimeStampResp to a TimeStampReq that reads as ours. nonce: another; changes: as of `token`."""
        _, imprint, asked, _ = der.parse(request, len(request)).fields()
        digest = list(imprint.fields())[1].bytes_of(der.OCTET_STRING)
        number = asked.encoded if nonce is None else der.integer(nonce)
        token = self.token(b"", at, **{"imprint": digest, "more": number, **changes})  # type: ignore[arg-type]
        return der.sequence(der.sequence(der.integer(0)), token)

    def answer(self, data: bytes, folder: Path) -> bytes:
        """What `openssl ts` gives for `data` now."""
        self.set_up(folder)
        (folder / "data").write_bytes(data)
        for command in (
            "ts -query -data data -sha512 -cert -out asked",
            "ts -reply -config ts.cnf -queryfile asked -out told",
            "ts -reply -in told -token_out -out token",
        ):
            subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
        return (folder / "token").read_bytes()

    def set_up(self, folder: Path) -> None:
        """What `openssl ts -reply -config ts.cnf` needs there."""
        (folder / "tsa.pem").write_text(self.certificate.pem, encoding="ascii")
        (folder / "tsa.key").write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        (folder / "serial").write_text("01", encoding="ascii")
        (folder / "ts.cnf").write_text(
            "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\n"
            "signer_digest=sha256\ndefault_policy=1.3.6.1.4.1.32473.9\ndigests=sha256,sha512\n"
            "accuracy=secs:1\nordering=yes\ntsa_name=yes\ness_cert_id_alg=sha256\n",
            encoding="ascii",
        )

    def revoked(self, at: datetime, reason: x509.ReasonFlags) -> bytes:
        """Its root's list that takes it back since `at`."""
        return authority.revocation_list(
            self.above, ((self.certificate.serial, at, reason),), at, timedelta(days=10 * YEARS)
        )


def stamper(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
    *,
    extended: tuple[x509.ObjectIdentifier, ...] = STAMPS,
    critical: bool = True,
    at: datetime = NOW,
    days: int = YEARS,
    above: Authority | None = None,
) -> Stamper:
    above = above or issuing.root("Somebody's Time-stamps", "Somebody", at, 10 * YEARS)
    key = key or issuing.new_ec_key()
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject_name("Somebody", "Time-stamps 1"))
        .issuer_name(above.certificate.parsed.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **usage
            ),
            critical=True,
        )
        .add_extension(x509.ExtendedKeyUsage(extended), critical=critical)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(above.certificate.parsed.public_key()),  # type: ignore[arg-type]
            critical=False,
        )
        .sign(above.key, hashes.SHA256())  # type: ignore[arg-type]
    )
    return Stamper(above, key, Certificate.from_der(made.public_bytes(serialization.Encoding.DER)))


@contextmanager
def openssl_authority(folder: Path) -> Iterator[tuple[Stamper, str]]:
    """An authority of the stock `openssl ts` behind HTTP, certified now, and its address."""
    need("openssl")
    folder.mkdir()
    made = stamper(at=datetime.now(UTC))
    made.set_up(folder)

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

        def do_POST(self) -> None:
            (folder / "asked").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            command = ["openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "asked", "-out", "told"]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "told").read_bytes())

    http = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made, f"http://127.0.0.1:{http.server_address[1]}/tsa"
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def stamped_by(stamper: Stamper, message: bytes, at: datetime) -> bytes:
    """A detached signature with a time-stamp over it beside it (CAdES-T)."""
    stamped = cms.signature_value(message)
    token = stamper.token(stamped, at)
    made = with_time_stamp(message, token)
    assert cms.time_stamp_of(made) == (token, stamped)
    return made
