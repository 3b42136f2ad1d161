"""The table of mutants moves together with the code: a line that was changed is found here, not before a release."""

from mutants.table import ROOT, read_table


def test_every_mutant_can_be_tried() -> None:
    problems = {mutant.name: problem for mutant in read_table() if (problem := mutant.problem(ROOT))}
    assert problems == {}
