"""`make screenshots`: every page in its states and in three languages, drawn by the true window on a demonstration.

Runs without a screen. A home of its own in a temporary folder, simulators, invented people; nothing is kept of it.
"""
