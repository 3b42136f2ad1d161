"""A payment terminal over TCP as an adapter. The protocol is ours: docs/payment-terminal.md.

Options: `host` (none: there is no such terminal), `port`, `quiet_s` (longest silence while it works), `test` (true: it
is a bank's test terminal, which charges nobody, and counts as simulated).
"""

from collections.abc import Sequence
from socket import create_connection

from devices.api import DeviceGone, DeviceInfo, DeviceKind, Options
from devices.links.ecr import OPTIONS, EcrTerminal, is_test, quiet_s
from devices.links.options import known, number, text

FAMILY = "ecr_tcp"
_CONNECT_S = 3.0


class EcrTcpAdapter:
    """Lists the terminal of the settings. Whether it answers is found out when it is opened."""

    family = FAMILY
    kind = DeviceKind.PAYMENT
    options = known("host", "port", *OPTIONS)

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        if not options.get("host"):
            return ()
        host, port = _address(options)
        where = f"{host}:{port}"
        test = is_test(FAMILY, options)
        return (DeviceInfo(f"{FAMILY}:{where}", self.kind, "TCP", f"Payment terminal {where}", simulated=test),)

    def open(self, info: DeviceInfo, options: Options) -> EcrTerminal:
        """See Adapter.open."""
        silence_s = quiet_s(FAMILY, options)
        try:
            connection = create_connection(_address(options), _CONNECT_S)
        except OSError as error:
            raise DeviceGone(info.device_id) from error
        return EcrTerminal(info, connection, silence_s)


def _address(options: Options) -> tuple[str, int]:
    """Raises OptionInvalid."""
    return text(FAMILY, options, "host", ""), int(number(FAMILY, options, "port", 8100, low=1, high=65535))


ADAPTER = EcrTcpAdapter()
