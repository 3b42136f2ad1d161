from tests.support.mosip_world import mosip
from tests.support.pki import pki

__all__ = ["mosip", "pki"]
