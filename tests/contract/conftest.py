from tests.support.benches import bench, device, ecr_server
from tests.support.mosip_world import mosip
from tests.support.pki import other_pki, pki

__all__ = ["bench", "device", "ecr_server", "mosip", "other_pki", "pki"]
