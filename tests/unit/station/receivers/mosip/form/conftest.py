from tests.support.mosip_packet import made

__all__ = ["made"]
