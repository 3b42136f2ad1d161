"""Where keys live. `api`: the protocol; one file a kind of place: `soft` (a person's), `machine` (a computer's)."""
