from tests.support.benches import bench, device
from tests.support.mosip_world import mosip
from tests.support.pki import other_pki, pki

__all__ = ["bench", "device", "mosip", "other_pki", "pki"]
