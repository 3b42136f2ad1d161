"""Files of a chip's logical data structure (ICAO Doc 9303-10): data groups 2 and 3, which hold biometric records."""
