"""Who may receive packets: a folder each. It says what a packet looks like there, how it gets there, and what is proof
that it arrived.

    api          what a receiver is; with `line` and `health` all that an author imports
    table        the receiver that an address or the settings name
    parts        what a station needs of it: check of receipts, files without a row
    line         HTTPS with pinned authority and our certificate, faults as typed errors
    health       whether it is there, asked over such a line
    <name>/      receiver.py holds `RECEIVER`; texts/<language>.toml what its codes say

Nothing outside a receiver's folder names it but the list of names in `station.roster`. A new one: a folder here and a
name there, or a package of others with an entry point (docs/receiver-guide.md).
"""
