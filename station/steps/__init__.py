"""The kinds of steps of a visit, one folder each: docs/step-guide.md. Imports workflow, forms, profiles, packet,
domain.

In a folder `step` says what is missing, `content` what goes into the packet, `lines` what people compare before they
sign, `words` what all of it is called. No module outside the folder, but the table, names it.
"""
