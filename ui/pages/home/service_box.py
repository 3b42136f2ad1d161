"""Which service a new application is for; hidden while there is one only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from ui.messages import say
from ui.widgets.service_words import service_name


class ServiceBox(QComboBox):
    """`chosen` tells the id only when a person chose."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.activated.connect(lambda _: self.chosen.emit(str(self.currentData())))
        self.hide()

    def show_services(self, services: tuple[str, ...]) -> None:
        self.clear()
        for service in services:
            self.addItem(service_name(service), service)
        self.setVisible(len(services) > 1)
        self.retranslate()

    def set_value(self, service: str) -> None:
        self.setCurrentIndex(self.findData(service))

    def retranslate(self) -> None:
        self.setAccessibleName(say("home.service"))
        for index in range(self.count()):
            self.setItemText(index, service_name(str(self.itemData(index))))
