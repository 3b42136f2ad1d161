"""Transactions of ANSI/NIST-ITL 1-2011 (update 2015) in traditional encoding, as police and civil registries exchange.

`fields` reads and writes a record of numbered texts, `prints` the binary records of older impressions, `transaction` a
whole file; `samples` makes records of the values that ISO/IEC 19794 has.
"""
