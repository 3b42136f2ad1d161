"""The enrollment itself: workflow, capture, quality, packet, outbox. No Qt, no maker's SDK; runs headless.

May import `devices` and `crypto`. Front ends use `station.services`, `station.domain`, `station.texts`,
`station.settings`, `station.process` and `station.bootstrap` only.
"""

__version__ = "0.2.0.dev0"  # the same as in pyproject.toml; a test holds them together
