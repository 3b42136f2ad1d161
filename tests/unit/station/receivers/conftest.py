from tests.support.mosip_world import mosip
from tests.support.pki import other_pki, pki

__all__ = ["mosip", "other_pki", "pki"]
