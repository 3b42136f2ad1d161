"""Forms: what a service asks in one step, read from the texts of a case. A form is the fields of a step in their order,
each with its type (`station.fields`) and its conditions (`station.profiles`).

Pure: no storage, no window. What is not known never waives a field: it is asked for, or what it depends on is.
"""

import station.profiles  # noqa: F401  # whole before any part of it: another thread may be reading it
from station.forms.circumstances import Circumstances, circumstances_of
from station.forms.document import fill_from_mrz, proven_by_mrz
from station.forms.sheet import Asked, Sheet

__all__ = ["Asked", "Circumstances", "Sheet", "circumstances_of", "fill_from_mrz", "proven_by_mrz"]
