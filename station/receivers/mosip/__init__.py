"""A MOSIP registration processor: its packet, its interface, its signed status as a receipt (docs/mosip.md).

options        who we are there: `[mosip]` of station.toml
form/          the packet: encrypted ZIP files in an encrypted ZIP file
announcement   what lies beside it: all that is said before the upload
transport/     signing in, announcing, uploading, asking what became of it
kept, receipt  what we keep as a receipt, and whether it is believed
rid, numbers   registration ids, and where they go on after a repair
configuration  what the receiver must be told of our packets
set_up         this machine's keys, and what is registered there
"""
