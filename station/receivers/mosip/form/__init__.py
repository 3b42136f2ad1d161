"""The packet of a MOSIP receiver: three encrypted ZIP files in an encrypted ZIP file, one idea a module here.

    schema         which of our values become which field (data/schema.toml)
    values         our values, by name
    identity       ID.json
    biometrics     samples as ISO/IEC 19794 records; cbeff: the XML around them
    documents      what is filed as a document
    audit          audit.json
    meta           packet_meta_info.json
    hashes         hash sequences and the two hash files
    cuts, fit      what is sent smaller where the receiver takes no packet of the whole size
    size           how large a packet becomes at most
    subpacket      one inner ZIP file, its signature and clear description
    form           PacketFormat, tying all that together: the file that is uploaded

docs/mosip.md holds the mapping table and what is not mapped.
"""
