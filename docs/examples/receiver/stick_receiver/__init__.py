"""A receiver that is reached on foot: packets leave on a stick or a share, and signed acknowledgements come back on it.

    <folder>/to-centre/<packet id>.p7m, .p7m.p7s     the packet as our own intake knows it, and the station's signature
    <folder>/to-centre/<packet id>.json              {"nonce": "...", "packetId": "..."}: what is to be acknowledged
    <folder>/from-centre/<packet id>.ack             the acknowledgement: that very file, in CMS signed by the centre

In station.toml:

    intake = "stick+file:///media/desk-1"

    [stick]
    folder = "packets"             # below the address; without it the address itself
"""
