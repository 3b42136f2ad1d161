"""Our own intake: the container as both people signed it, over HTTPS; a signed receipt comes back (docs/receipt.md)."""
