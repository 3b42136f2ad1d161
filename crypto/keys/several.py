"""Several places for keys as one: files for some people, cards for others."""

from collections.abc import Sequence

from crypto.errors import KeyGone
from crypto.keys.api import KeyEntry, KeyStore, UnlockedKey


class SeveralStores:
    """KeyStore. Where a key is in two places, the first one counts."""

    def __init__(self, stores: Sequence[KeyStore]) -> None:
        self._stores = tuple(stores)

    def entries(self) -> Sequence[KeyEntry]:
        found = {entry.key_id: entry for store in reversed(self._stores) for entry in store.entries()}
        return sorted(found.values(), key=lambda entry: (entry.certificate.common_name, entry.key_id))

    def unlock(self, key_id: str, pin: str) -> UnlockedKey:
        for store in self._stores:
            if any(entry.key_id == key_id for entry in store.entries()):
                return store.unlock(key_id, pin)
        raise KeyGone
