"""The simulated terminal's script, and what of it is refused."""

from typing import Any

import pytest

from devices.adapters.sim_payment.adapter import SimPaymentAdapter
from devices.api import CancelScope, OptionInvalid, PaymentState


@pytest.mark.parametrize("outcomes", [[], "approved", ["paid"], ["approved", 1], 3])
def test_a_script_of_other_words_is_refused(outcomes: Any) -> None:
    with pytest.raises(OptionInvalid) as caught:
        SimPaymentAdapter().discover({"outcomes": outcomes})
    assert caught.value.params["option"] == "outcomes"


def test_the_last_outcome_counts_for_all_that_follow_and_each_receipt_is_another() -> None:
    adapter = SimPaymentAdapter()
    options = {"outcomes": ["declined", "approved"], "seconds": 0}
    (info,) = adapter.discover(options)
    paid = [adapter.open(info, options).sale(1, f"r{n}", CancelScope(5)) for n in range(4)]
    assert [each.state for each in paid] == [PaymentState.DECLINED, *[PaymentState.APPROVED] * 3]
    assert len({each.receipt for each in paid}) == 4
    assert info.simulated
