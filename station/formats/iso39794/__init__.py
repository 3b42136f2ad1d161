"""Biometric records of ISO/IEC 39794, the extensible formats, in DER: blocks of numbered fields over `crypto.der`.

`schema` says what a field can be and reads and writes it, `common` holds the blocks of part 1, `face` and `finger`
those of parts 5 and 4, each block a frozen value and a line that names the kinds of its fields in the order of their
tags. `of_face` and `of_finger` make them of the values that ISO/IEC 19794 has.
"""
