"""The window around the pages: bars, rail, lamps, lock, keys. Imports pages, widgets, bridge, messages, theme."""
