"""Steps of a visit: one folder a kind, with all that is of it. Imports workflow, packet and domain.

`step` says what is missing, `content` what goes into the packet. Whoever walks a visit asks the steps and knows none.
"""
