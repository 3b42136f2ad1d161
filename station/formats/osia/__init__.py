"""What packet and transport of an OSIA enrollment server share: scopes, hashes, the packet kept in the outbox.

OSIA (c) Secure Identity Alliance (2022), see NOTICE. docs/osia.md says how its words are read here.
"""
