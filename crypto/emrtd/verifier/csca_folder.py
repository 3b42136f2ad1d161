"""A folder of lists: what authorities of States are believed, and until which list.

<publisher>/roots/*.cer     DER: who may sign this publisher's lists; put there when the publisher is pinned
<publisher>/list.ml         the list in use, as it was published
crls/*.crl                  revocation lists of States, DER

A list is judged by its roots each time it is read, so that nobody who can write here can add an authority unsigned.
"""

from dataclasses import dataclass
from pathlib import Path

from crypto import files
from crypto.emrtd.verifier.authorities import Authorities
from crypto.emrtd.verifier.certificate import IssuedCertificate, read_certificate
from crypto.emrtd.verifier.findings import DifferenceNotConfirmed, MasterListOlder
from crypto.emrtd.verifier.master_list import Difference, MasterList, difference, read_master_list
from crypto.emrtd.verifier.revocation import RevocationLists, read_revocation_list

LIST, ROOTS, CRLS = "list.ml", "roots", "crls"


@dataclass(frozen=True)
class CscaFolder:
    folder: Path

    @property
    def publishers(self) -> tuple[str, ...]:
        """Those that are pinned, in order."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(each.name for each in self.folder.iterdir() if (each / ROOTS).is_dir()))

    def roots(self, publisher: str) -> tuple[IssuedCertificate, ...]:
        """Raises MalformedDer, FileTrouble."""
        found = files.listed(self.folder / publisher / ROOTS, "*.cer")
        return tuple(read_certificate(files.read(each)) for each in found)

    def in_use(self, publisher: str) -> MasterList | None:
        """Raises BadMasterList, FileTrouble."""
        path = self.folder / publisher / LIST
        return read_master_list(files.read(path), self.roots(publisher)) if path.exists() else None

    def authorities(self) -> Authorities:
        """All that the lists in use have, each once: a State missing in one may stand in another."""
        lists = (self.in_use(publisher) for publisher in self.publishers)
        found = (each for one in lists if one is not None for each in one.certificates)
        return Authorities(tuple(dict.fromkeys(found)))

    def revocation(self) -> RevocationLists:
        """Raises BadRevocationList, TooLarge, FileTrouble."""
        return RevocationLists(
            tuple(read_revocation_list(files.read(each)) for each in files.listed(self.folder / CRLS, "*.crl"))
        )

    def compare(self, publisher: str, offered: bytes) -> Difference:
        """What the offered list would change. Raises BadMasterList, FileTrouble."""
        return difference(self.in_use(publisher), read_master_list(offered, self.roots(publisher)))

    def activate(self, publisher: str, offered: bytes, confirmed: str, *, older: bool = False) -> Difference:
        """confirmed: the digest of the difference that somebody saw. older: said on purpose, to go back to an old list.

        Raises DifferenceNotConfirmed, MasterListOlder, BadMasterList, FileTrouble.
        """
        found = self.compare(publisher, offered)
        if found.older and not older:
            raise MasterListOlder(in_use=f"{found.before:%Y-%m-%d}", offered=f"{found.after:%Y-%m-%d}")
        if found.digest != confirmed:
            raise DifferenceNotConfirmed
        files.write_private(self.folder / publisher / LIST, offered)
        return found
