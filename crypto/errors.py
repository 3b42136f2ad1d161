"""What keys, signatures and envelopes can say no with. Codes are stable for ever; texts live elsewhere."""


class CryptoError(Exception):
    """`code` never changes; `params` fill the translated text and hold no secret and no personal data."""

    code: str = "CRY-000"
    retryable: bool = False

    def __init__(self, **params: str | int | float) -> None:
        super().__init__(f"{self.code} {params}")
        self.params: dict[str, str | int | float] = params


class WrongPin(CryptoError):
    """The PIN does not open the key. `tries_left` counts what remains before it locks."""

    code, retryable = "CRY-010", True


class KeyLocked(CryptoError):
    """Too many wrong PINs: the key stays shut until somebody in charge renews it."""

    code = "CRY-011"


class KeyGone(CryptoError):
    """The key is not there: card pulled, or the person signed out meanwhile."""

    code, retryable = "CRY-012", True


class KeyFileMissing(KeyGone):
    """`file` of a key, its certificate or its secret is not on this machine."""

    code = "CRY-052"


class KeyDamaged(CryptoError):
    """The stored key is not what was written: torn, edited, or sealed for another computer."""

    code = "CRY-013"


class UnsupportedKey(CryptoError):
    """A kind or size of key that the profile does not allow."""

    code = "CRY-014"


class WeakPin(CryptoError):
    """The PIN is shorter than `shortest` characters."""

    code, retryable = "CRY-015", True


class PinNotCounted(WrongPin):
    """The PIN does not open the key; the token does not count wrong ones, or does not say so."""

    code, retryable = "CRY-016", True


class PinCountLow(WrongPin):
    """The PIN does not open the key; the token counts wrong ones and will lock, without saying after how many."""

    code, retryable = "CRY-017", True


class NotAdmitted(CryptoError):
    """The token was never given the key of this station's drafts."""

    code = "CRY-018"


class TokenUnfit(CryptoError):
    """The token cannot do what is asked of it. `what`: wrap | sign | generate | store | keep | pin | unblock."""

    code = "CRY-019"


class BadSignature(CryptoError):
    """The signature does not fit the content, or its form is not the profile's. `reason` is one word, for the log."""

    code = "CRY-020"


class UntrustedCertificate(CryptoError):
    """The certificate does not lead to a root pinned for this purpose, or has not the right. `reason` is one word."""

    code = "CRY-021"


class CertificateExpired(CryptoError):
    """The certificate's time is over."""

    code = "CRY-022"


class CertificateNotYetValid(CryptoError):
    """The certificate's time has not begun: usually a computer clock that runs behind."""

    code = "CRY-023"


class CertificateRevoked(CryptoError):
    """The issuer took the certificate, or one above it, back."""

    code = "CRY-024"


class RevocationUnknown(CryptoError):
    """Whether the certificate was taken back cannot be said: its issuer's list is missing or too old. `reason`: one
    word."""

    code = "CRY-025"


class SignedInFuture(CryptoError):
    """The signature names a time that has not come yet: the signer's clock or ours is wrong."""

    code = "CRY-026"


class BadRevocationList(CryptoError):
    """A revocation list that cannot be read, or that its issuer did not sign. `reason` is one word, for the log."""

    code = "CRY-027"


class BadEnvelope(CryptoError):
    """The sealed packet was changed, cut, or written in another form. `reason` is one word, for the log."""

    code = "CRY-030"


class NotARecipient(CryptoError):
    """The packet was not sealed to this key."""

    code = "CRY-031"


class BadRecipient(CryptoError):
    """The receiver's certificate cannot be sealed to, or there are too few receivers. `reason` is one word."""

    code = "CRY-032"


class ContentChanged(CryptoError):
    """The content was shorter or longer than was said when sealing it began: nothing of the packet may be used."""

    code, retryable = "CRY-033", True


class BadSeal(CryptoError):
    """Data at rest was changed, cut, moved to another place, or sealed under another key."""

    code = "CRY-040"


class MalformedDer(CryptoError):
    """Not strict DER (ITU-T X.690 clause 10), or not the structure expected there."""

    code = "CRY-050"


class TooLarge(CryptoError):
    """Larger, deeper or more numerous than any honest message: refused before it costs anything."""

    code = "CRY-051"


class DemoKeysIncomplete(CryptoError):
    """The demonstration keys were made once and some are now missing; `folder` says which part."""

    code = "CRY-060"


class KeyModuleSilent(CryptoError):
    """The module of a token gave no answer in time; its process was ended. `reason`: silent, or crashed in its kin."""

    code, retryable = "CRY-061", True


class KeyModuleCrashed(KeyModuleSilent):
    """The module of a token died in its process, or answered what is no answer."""

    code, retryable = "CRY-085", True


class KeyModuleUnfit(KeyModuleSilent):
    """The module of a token is not made for this computer's processor: it lacks an instruction."""

    code, retryable = "CRY-086", False


class KeyModuleMissing(CryptoError):
    """The module of a token is not installed or does not load."""

    code = "CRY-062"


class OtherKey(CryptoError):
    """The certificate is for another key than the one that was asked for."""

    code = "CRY-063"


class OtherSubject(CryptoError):
    """The certificate names another station than the one it was asked for."""

    code = "CRY-064"


class NothingPending(CryptoError):
    """No new key of this station waits for its certificate."""

    code = "CRY-065"


class NotCertified(CryptoError):
    """The new key still waits for a certificate: `names` says which."""

    code = "CRY-067"


class KeysInEarnest(CryptoError):
    """A demonstration is asked for where the certificates of a real authority lie: it would overwrite them."""

    code = "CRY-075"


class TryNotCounted(CryptoError):
    """A PIN is tested only once its try is counted, and that cannot be written: `place` is the file, or "TPM"."""

    code, retryable = "CRY-076", True


class PinLocked(KeyLocked):
    """Too many wrong PINs for a key in a file, or its count of them is missing or old: an officer or the PUK releases
    it."""

    code = "CRY-077"


class PinsAlike(CryptoError):
    """The two PINs of a person must differ."""

    code, retryable = "CRY-078", True


class WrongPuk(CryptoError):
    """The PUK is not this key's."""

    code, retryable = "CRY-079", True


class RequestPending(CryptoError):
    """A new key of this station waits for its certificate already."""

    code = "CRY-066"


class FileTrouble(CryptoError):
    """The system does not read or write a file. `file`: its place in the profile; `reason`: the system's word."""

    code, retryable = "CRY-089", True


class FileDenied(FileTrouble):
    """The file has another owner, rights that do not fit, or lies on a disk that is read-only."""

    code, retryable = "CRY-087", False


class NoRoom(FileTrouble):
    """No room on the disk for the file, or none left in its owner's quota."""

    code, retryable = "CRY-088", True


class BadTimeStamp(CryptoError):
    """A time-stamp that does not hold, is over something else, or has not the form that is read here. `reason` is one
    word, for the log."""

    code = "CRY-090"


class TimeStampRefused(CryptoError):
    """An authority of time-stamps says no. `status`: PKIStatus of its answer (RFC 3161 clause 2.4.2)."""

    code, retryable = "CRY-091", True
