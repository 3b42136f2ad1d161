"""StepName: what a step is called, in the language in use."""

from collections.abc import Mapping

from ui.theme.tokens import TypeRole
from ui.widgets.service_words import step_name
from ui.widgets.words import Label


class StepName(Label):
    """key, called: as `step_name` has them."""

    def __init__(self, key: str, called: Mapping[str, str], type_role: TypeRole) -> None:
        self._name = key, called
        super().__init__("", type_role, strong=True)

    def retranslate(self) -> None:
        self.setText(step_name(*self._name))
