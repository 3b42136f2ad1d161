"""Keys in tokens: cards, TPMs, HSMs, through the PKCS#11 module that their maker or the system brings.

A module is foreign native code: it may hang, crash, print, or keep a lock for ever. Each one therefore lives in a
process of its own (`process`, `worker`), which is ended when it does not answer; the private key never leaves the
token, and the maker's code never enters the station. `store` is the KeyStore for people, `making` makes keys in a
token, `admission` gives a person's token the key of the drafts.
"""

from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.pkcs11.wire import Module

__all__ = ["Module", "ModuleProcess", "Pkcs11KeyStore"]
