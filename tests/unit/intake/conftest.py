from tests.support.pki import other_pki, pki

__all__ = ["other_pki", "pki"]
