"""Numbers of packets as people read them."""


def packets(count: int) -> str:
    return "1 packet" if count == 1 else f"{count:,} packets"
