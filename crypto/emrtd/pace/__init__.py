"""Password authenticated connection establishment (Doc 9303 part 11 clause 4.4): generic, integrated and chip
authentication mapping, over curves and MODP groups, opened by the machine-readable zone or the card access number."""
