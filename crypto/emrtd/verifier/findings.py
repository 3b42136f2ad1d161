"""What a check can find. Each is a typed error with a stable code and, in station/texts, words for whoever decides; a
check holds it as its reason."""

from crypto.emrtd.errors import ChipError


class Finding(ChipError):
    """Of passive authentication, of lists, of what stands on them."""


class SodUnreadable(Finding):
    """EF.SOD is not what Doc 9303 says it is. `reason`: the code of what was wrong."""

    code = "EMR-031"


class SignatureWrong(Finding):
    """The security object, or a list, is not signed by the certificate that it names."""

    code = "EMR-032"


class SignerMissing(Finding):
    """No certificate of whoever signed: neither beside the signature nor here."""

    code = "EMR-033"


class IssuerUnknown(Finding):
    """No certificate here of the authority that issued the signer's. `state`: two letters, as the signer says."""

    code = "EMR-034"


class IssuerDenies(Finding):
    """The authority that the signer's certificate names has not signed it: none of its keys fits. `state`."""

    code = "EMR-035"


class SignedOutsideValidity(Finding):
    """The signer's certificate was not valid when it signed. `begins`, `ends`: days."""

    code = "EMR-036"


class SigningTimeUnsaid(Finding):
    """When it was signed is not said; the signer's certificate holds from `begins` until `ends`."""

    code = "EMR-037"


class SignerExpired(Finding):
    """The signer's certificate is over by now, or has not begun. `begins`, `ends`: days."""

    code = "EMR-038"


class NotADocumentSigner(Finding):
    """The certificate is not one that may sign documents, or its issuer's may not issue. `reason`: one word."""

    code = "EMR-039"


class SignerRevoked(Finding):
    """The authority took the signer's certificate back."""

    code = "EMR-040"


class RevocationNotKnown(Finding):
    """Whether the signer's certificate was taken back is not known. `reason`: absent | stale."""

    code = "EMR-041"


class GroupChanged(Finding):
    """A data group is not the one that was signed. `file`: its name."""

    code = "EMR-042"


class GroupNotSigned(Finding):
    """A data group on the chip that its security object does not have: put there later. `file`: its name."""

    code = "EMR-043"


class GroupNotRead(Finding):
    """A data group that the security object has was not read. `file`: its name."""

    code = "EMR-044"


class ListsDiffer(Finding):
    """EF.COM and EF.SOD list other data groups. `groups`: the names of those that one of them lacks."""

    code = "EMR-045"


class StatesDiffer(Finding):
    """The zone on the chip names another State than the signer of the document. `zone`, `signer`: letters."""

    code = "EMR-046"


class OtherDocument(Finding):
    """Data group 1 is not the zone that opened the chip."""

    code = "EMR-047"


class Downgraded(Finding):
    """The chip offers PACE and was opened with less. `by`: BAC | PACE | open; `reason`: where the better one ended."""

    code = "EMR-048"


class KeyNotBound(Finding):
    """The chip has the key, but nothing says that the key is this document's. `file`: the one it stands in."""

    code = "EMR-049"


class NotUnderSignature(Finding):
    """Not compared: what it would be compared with is not proven to be the State's."""

    code = "EMR-050"


class NothingToCompare(Finding):
    """Not compared: there is nothing here to compare it with."""

    code = "EMR-051"


class BadMasterList(Finding):
    """A master list that cannot be read or is not what it says. `reason`: form | type | empty | undated | signer |
    signature | root | revoked."""

    code = "EMR-052"


class MasterListOlder(Finding):
    """The master list is older than the one in use. `in_use`, `offered`: days."""

    code = "EMR-053"


class DifferenceNotConfirmed(Finding):
    """What was confirmed is not the difference between this list and the one in use."""

    code = "EMR-054"


class BadChipEvidence(Finding):
    """What was kept of a chip cannot be read."""

    code = "EMR-057"
