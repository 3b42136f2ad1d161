"""Everything once more; then people sign."""
