"""One folder a product family, each with an `adapter.py` that offers `ADAPTER`. Adapters do not know each other."""
