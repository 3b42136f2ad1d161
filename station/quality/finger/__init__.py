"""Fingers on a platen: finding them in a slap, telling skin from no skin, scoring each print, and what scores mean.

Imports `station.domain` and image libraries; knows no device.
"""
