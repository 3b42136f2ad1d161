"""Packet format of an OSIA 7.1 enrollment server: everything personal encrypted to the receivers, one buffer a file.

OSIA (c) Secure Identity Alliance (2022), see NOTICE. docs/osia.md has the mapping and the honest gaps.
"""
