"""Passive authentication and what stands on it (ICAO Doc 9303 parts 11 and 12, BSI TR-03135).

What is read here was written by States and, perhaps, by forgers: certificates are taken apart by our own reader, since
issued ones have explicit curves, negative serial numbers and names in any order that general libraries refuse. The
result is a list of named checks, never one boolean. It talks to no chip: files and transcripts in, checks out, so that
the same code judges at the desk and, over the evidence, in the back office.
"""
