"""A service with a fee, for whoever pays: an invented allotment, in terms by how soon and by age."""

from collections.abc import Mapping
from datetime import timedelta

from station.domain.dates import format_date
from station.steps.plans import Plans
from tests.support.clock import NOW
from tests.support.invented import plans_of, profile_of

ALLOTMENT = "allotment"
TODAY = NOW.astimezone().date()
PROFILE = profile_of(
    ALLOTMENT,
    ("Հողակտոր", "Allotment", "Участок"),
    """
[fields.speed]
type = "choice"
choices = ["NORMAL", "D1"]

[fields.fee_exemption]
type = "choice"
choices = ["NONE", "VETERAN"]
default = "NONE"

[fields.payment_channel]
type = "choice"
choices = ["TERMINAL", "BANK", "ONLINE"]

[fields.payment_receipt]
type = "ref"

[fields.paid_amd]
type = "money"

[fields.paid_on]
type = "date"

[[steps]]
id = "gardener"
kind = "form"
name = { hy = "Այգեպան", en = "Gardener", ru = "Садовод" }
fields = ["birth_date", "speed"]

[[steps]]
id = "payment"
kind = "payment"
fields = ["fee_exemption", "payment_receipt", "paid_amd", "paid_on", "payment_channel"]

[[steps]]
id = "review"
kind = "review"

[payment]
required = true
in_time = "paid_on <= application - days(10)"
""",
    terms="""
[[terms]]
when = "age(application) < 16"
fee_amd = 0
working_days = 5

[[terms]]
when = "speed == D1"
fee_amd = 20_000
working_days = 1

[[terms]]
fee_amd = 3_000
working_days = 15
""",
)
GARDENER = {"birth_date": "1990", "speed": "NORMAL"}
PAID = {
    "payment_channel": "BANK",
    "payment_receipt": "R-000001",
    "paid_amd": "3 000",
    "paid_on": format_date(TODAY - timedelta(days=10)),
}


def plans(*changes: tuple[str, str]) -> Plans:
    """With other words in the profile: what stands there, and what instead."""
    return plans_of(PROFILE, *changes)


def without(texts: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name not in names}
