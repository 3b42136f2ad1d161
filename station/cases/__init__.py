"""A case: one or more people who came together, each with an enrollment of their own. Values and rules, no I/O.

May import `station.domain` and nothing else of ours.
"""
