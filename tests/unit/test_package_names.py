"""Our five generic names belong to us alone (ADR 6): no installed distribution brings one of them, in any case."""

from importlib.metadata import packages_distributions

OURS = {"station", "devices", "crypto", "workers", "ui", "intake"}


def test_no_other_distribution_brings_our_packages() -> None:
    clashes = {
        name: owners
        for name, owners in packages_distributions().items()
        if name.casefold() in OURS and set(owners) != {"enrollment-station"}
    }
    assert clashes == {}
