"""`intake verify | backup | restore`: the store as a whole. Each may run beside the gateway."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from intake.counted import packets
from station.formats.receipt import MODES


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verify = commands.add_parser("verify", help="hold everything in the store against its hashes and signatures")
    verify.add_argument("--home", type=Path, required=True, help="folder with trust/ and data/")
    verify.add_argument("--data", type=Path, help="another store than that home's, as a backup")
    verify.add_argument("--mode", choices=MODES, help="of this centre; without it, as its authorities are")
    verify.set_defaults(run=_verify)
    backup = commands.add_parser("backup", help="bring to FOLDER what it does not have yet")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="bring back from FOLDER what this store does not have")
    restore.set_defaults(run=_restore)
    for command in (backup, restore):
        command.add_argument("folder", type=Path, metavar="FOLDER")
        command.add_argument("--home", type=Path, required=True, help="folder with data/")


def _verify(options: argparse.Namespace) -> int:
    from intake.acceptance.held import findings
    from intake.errors import StoreDiffers
    from intake.mode import believed
    from intake.store.copying import compared_in

    data = options.data or options.home / "data"
    compared = compared_in(data)
    found = 0
    for finding in findings(data, compared, believed(options.home, options.mode).own, datetime.now(UTC)):
        found += 1
        print(f"{finding.what:12} {finding.name}")
    print(f"{packets(len(compared.held))} held, {len(compared.cut_off):,} cut off before the receipt")
    if found:
        raise StoreDiffers(found)
    return 0


def _backup(options: argparse.Namespace) -> int:
    return _bring(options.home / "data", options.folder)


def _restore(options: argparse.Namespace) -> int:
    return _bring(options.folder, options.home / "data")


def _bring(source: Path, target: Path) -> int:
    from intake.errors import StoreDiffers
    from intake.store.copying import bring

    brought = bring(source, target)
    print(f"{packets(brought.taken)} brought, of {brought.held:,} held")
    for what, named in (("changed", brought.changed), ("gone", brought.gone), ("answers", brought.judged_apart)):
        for packet_id in named:
            print(f"{what:12} {packet_id}")
    if brought.changed or brought.gone:
        raise StoreDiffers(len(brought.changed) + len(brought.gone))
    return 0
