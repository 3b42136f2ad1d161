"""Live capture: sessions that borrow a device, guide the person before it, and end in one sample or one reason.

May import `station.quality`, `station.formats`, `station.domain` and `devices.api`. No Qt; no session outlives its end.
"""
