"""Sealed copies of drafts at a second place, so that a dead desk loses one step at most (ADR 73).

`escrow` puts a draft's own key into the hands of two people, `mirror` keeps the sealed files at the place as they are
here, `copier` is the thread that does it, `enclosure` and `place` are what another desk recovers from.
"""
