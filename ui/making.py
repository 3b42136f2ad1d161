"""What takes longer to make than one turn of the window may last is made part by part, before it is needed."""

from collections.abc import Callable, Generator
from typing import Generic, TypeVar

T = TypeVar("T")


class Making(Generic[T]):
    """Something under way. Between two parts the window is free; who needs it makes the rest at once."""

    def __init__(self, begin: Callable[[], Generator[None, None, T]]) -> None:
        """begin: yields after each part, and returns what it made. After a part that raised it is begun anew."""
        self._begin = begin
        self._parts = begin()
        self._made: tuple[T] | None = None

    def part(self) -> bool:
        """Make one more part; True while there may be more. Raises what making it raises."""
        if self._made is not None:
            return False
        try:
            next(self._parts)
        except StopIteration as end:
            self._made = (end.value,)
            return False
        except Exception:
            self._parts = self._begin()
            raise
        return True

    def rest(self) -> Generator[None, None, T]:
        """What is not made yet, as parts of something larger."""
        while self._made is None:
            self.part()
            yield
        return self.whole()

    def whole(self) -> T:
        """The rest at once, where there is any. Raises what making it raises."""
        while self._made is None:
            self.part()
        return self._made[0]
