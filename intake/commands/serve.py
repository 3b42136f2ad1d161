"""`intake serve`: the gateway."""

import argparse
from pathlib import Path

from station.formats.receipt import MODES


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help="take packets from stations; cannot open them")
    serve.add_argument("--home", type=Path, required=True, help="folder with gateway/, trust/ and data/")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8443, help="0: any free one")
    serve.add_argument("--mode", choices=MODES, help="whose packets are taken; without it, as the authorities are")
    serve.add_argument("--announce", type=Path, help="write the address there, as JSON, once it listens")
    serve.add_argument("--with-parent", action="store_true", help="stop when standard input closes")
    serve.set_defaults(run=_serve)


def _serve(options: argparse.Namespace) -> int:
    from intake.gateway.server import Home, serve

    serve(Home(options.home), options.host, options.port, options.mode, options.announce, options.with_parent)
    return 0
