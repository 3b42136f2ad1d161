"""Keys that cost next to nothing to make or to open: most of what the suite would otherwise wait for.

Key files say what the derivation of their PIN costs, so every program opens light ones too. RSA keys are made once a
run, and one process never gets the same key twice. Programs that the tests start make their own. Whether
the numbers of an RSA key fit each other is asked at each reading of a key file, a sixth of a second: not here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import combinations
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from crypto import issuing
from crypto.keys import soft_file

AT_THE_DESK = soft_file.COST
LIGHT = soft_file.Cost(passes=1, lanes=1, memory=8)
_PAIRS = 7  # of primes: 91 keys, which is more than one process asks for
_read_quickly = partial(load_pem_private_key, unsafe_skip_rsa_key_validation=True)
_new_rsa_key = issuing.new_rsa_key


def make_rsa_keys(folder: Path) -> None:
    """Each of two primes out of a few: those are what is dear about a key."""
    folder.mkdir(exist_ok=True)
    numbers = [_new_rsa_key().private_numbers() for _ in range(_PAIRS)]
    primes = [prime for each in numbers for prime in (each.p, each.q)]
    for number, (p, q) in enumerate(combinations(primes, 2)):
        pem = _key_of(p, q).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{number}.pem").write_bytes(pem)


def _key_of(p: int, q: int) -> rsa.RSAPrivateKey:
    e = 65537
    d = rsa.rsa_recover_private_exponent(e, p, q)
    first, second, inverse = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    public = rsa.RSAPublicNumbers(e, p * q)
    return rsa.RSAPrivateNumbers(p, q, d, first, second, inverse, public).private_key(
        unsafe_skip_rsa_key_validation=True
    )


@contextmanager
def light_keys(rsa_keys: Callable[[], Path]) -> Iterator[None]:
    """While it lasts, new key files are light, key files of machines are read quickly, and new RSA keys come from the
    folder `rsa_keys` answers, each once; then they are made as ever."""

    def made() -> Iterator[rsa.RSAPrivateKey]:
        for path in sorted(rsa_keys().iterdir()):
            key = _read_quickly(path.read_bytes(), None)
            assert isinstance(key, rsa.RSAPrivateKey)
            yield key
        while True:
            yield _new_rsa_key()

    keys = made()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(soft_file, "COST", LIGHT)
        patch.setattr(serialization, "load_pem_private_key", _read_quickly)
        patch.setattr(issuing, "new_rsa_key", lambda: next(keys))
        yield
