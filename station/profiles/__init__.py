"""What a person may come for, as data: one file a service and version, checked to the line, with conditions that a
closed table understands (`condition`). `station.profile` is something else: the folder that one program works in.

Pure: no storage, no window. Imports domain and toml. docs/service-guide.md is for those who write the files.
"""

from station.profiles.answers import visit_of
from station.profiles.condition import Range, Truth, Value, Visit, asked
from station.profiles.errors import AnswerUnusable, ProfilesWrong, ServiceNotInForce, ServiceUnknown
from station.profiles.explain import Because, Explanation, Line, explain
from station.profiles.library import Library, built_in, faults_in
from station.profiles.load import Loaded, load
from station.profiles.schema import Profile
from station.profiles.service import Service

__all__ = [
    "AnswerUnusable",
    "Because",
    "Explanation",
    "Library",
    "Line",
    "Loaded",
    "Profile",
    "ProfilesWrong",
    "Range",
    "Service",
    "ServiceNotInForce",
    "ServiceUnknown",
    "Truth",
    "Value",
    "Visit",
    "asked",
    "built_in",
    "explain",
    "faults_in",
    "load",
    "visit_of",
]
