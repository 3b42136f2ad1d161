"""Everything once more, then signature, approval and sealing."""
