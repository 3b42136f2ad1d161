"""What the disk says, in the intake's words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC

from intake.errors import StoreFailed, StoreFull


@contextmanager
def typed() -> Iterator[None]:
    """Raises StoreFull, StoreFailed for an OSError."""
    try:
        yield
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise StoreFull from error
        raise StoreFailed(os.strerror(error.errno or 0)) from error
