"""The authorities of States that are believed here, and the way from a document's signer to one of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from crypto.emrtd.verifier.certificate import IssuedCertificate
from crypto.emrtd.verifier.findings import IssuerDenies, IssuerUnknown
from crypto.emrtd.verifier.names import Name
from crypto.errors import CryptoError

_LONGEST = 4
"""Certificates above a signer's: links between keys of one authority."""


@dataclass(frozen=True)
class Authorities:
    """believed: what signed master lists brought. Nothing else ends a chain."""

    believed: tuple[IssuedCertificate, ...]

    @cached_property
    def _by_key(self) -> dict[bytes, list[IssuedCertificate]]:
        found = defaultdict(list)
        for each in self.believed:
            if each.subject_key_id:
                found[each.subject_key_id].append(each)
        return found

    @cached_property
    def _by_name(self) -> dict[Name, list[IssuedCertificate]]:
        found = defaultdict(list)
        for each in self.believed:
            found[each.subject].append(each)
        return found

    def candidates(self, certificate: IssuedCertificate) -> tuple[IssuedCertificate, ...]:
        """Who may have issued it: by the key that it names, then by name. Several keys may have one name, a key
        several names, and either may be left out."""
        by_key = self._by_key.get(certificate.authority_key_id, ()) if certificate.authority_key_id else ()
        return tuple(dict.fromkeys((*by_key, *self._by_name.get(certificate.issuer, ()))))

    def chain(
        self, certificate: IssuedCertificate, links: Iterable[IssuedCertificate] = ()
    ) -> tuple[IssuedCertificate, ...]:
        """The certificate, and those above it until one that is believed. links: certificates of authorities that came
        along, which are believed where one leads on. Raises IssuerUnknown, IssuerDenies."""
        found = self._above((certificate,), tuple(each for each in links if each.authority))
        if found is not None:
            return found
        if self.candidates(certificate):
            raise IssuerDenies(state=certificate.state)
        raise IssuerUnknown(state=certificate.state)

    def _above(
        self, chain: tuple[IssuedCertificate, ...], links: tuple[IssuedCertificate, ...]
    ) -> tuple[IssuedCertificate, ...] | None:
        last = chain[-1]
        for issuer in self.candidates(last):
            if _signed(last, issuer):
                return (*chain, issuer)
        if len(chain) == _LONGEST:
            return None
        for link in links:
            if link not in chain and link.subject == last.issuer and _signed(last, link):
                found = self._above((*chain, link), links)
                if found is not None:
                    return found
        return None


def _signed(certificate: IssuedCertificate, issuer: IssuedCertificate) -> bool:
    """A key that cannot be read, or is of an unknown kind, signed nothing that can be said to hold."""
    if issuer.authority is False or issuer.may_issue is False:
        return False
    try:
        return certificate.signed_by(issuer.key)
    except CryptoError:
        return False
