"""The portrait: preview, advice, capture, the accepted picture."""
