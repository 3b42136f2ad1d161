"""Files of a chip's logical data structure (ICAO Doc 9303-10): EF.COM and the data groups, but for those of keys, which
`crypto.emrtd` reads and writes (14 and 15), and those that nobody uses (6, 8, 9, 10)."""
