"""The page of benchmarks: what was measured anew replaces its own part, and no other."""

from time import thread_time
from typing import Any

from benchmarks.__main__ import COLUMNS, busy_s, of_others, page, parts


def measured(file: str, what: str, median_s: float, **info: object) -> dict[str, Any]:
    name = f"benchmarks/bench_{file}.py::test_it"
    return {"fullname": name, "group": file, "stats": {"median": median_s}, "extra_info": {"what": what, **info}}


def test_others_keep_their_figures_and_their_day() -> None:
    first = page("", parts([measured("log", "verify", 1.5), measured("intake", "take", 0.02)], "Measured once."))
    second = page(first, parts([measured("intake", "take", 0.01)], "Measured again."))
    assert second.count("## ") == 2
    assert second.index("## intake") < second.index("## log")
    assert f"## log\n\nMeasured once.\n\n{COLUMNS}| verify | 1.50 s |  |  |  |  |\n" in second
    assert f"## intake\n\nMeasured again.\n\n{COLUMNS}| take | 10.0 ms |  |  |  |  |\n" in second


def test_a_floor_of_the_same_group_or_taken_turn_by_turn() -> None:
    beside = [measured("log", "verify", 0.2, target_ratio=1.5), measured("log", "hashing", 0.1, floor=True)]
    within = [measured("intake", "take", 0.012, target_ratio=1.25, floor_s=0.01, floor_is="writing")]
    written = page("", parts([*beside, *within], "Measured."))
    assert "| verify | 200.0 ms | 1.5 of the floor MISSED | 100.0 ms | 2.0 | hashing |" in written
    assert "| take | 12.0 ms | 1.25 of the floor met | 10.0 ms | 1.20 | writing |" in written
    assert "| hashing |" not in written.replace("| 2.0 | hashing |", "")


def test_that_others_had_the_machine_meanwhile_is_said() -> None:
    assert of_others(busy=10.5, own=10.0, took_s=10.0) == ""
    assert "1.5 of the cores" in of_others(busy=25.0, own=10.0, took_s=10.0)
    before, end = busy_s(), thread_time() + 0.1
    while thread_time() < end:
        pass
    assert busy_s() - before >= 0.08
