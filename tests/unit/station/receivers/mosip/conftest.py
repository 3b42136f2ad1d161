from tests.support.mosip_bench import bench, make_bench

__all__ = ["bench", "make_bench"]
