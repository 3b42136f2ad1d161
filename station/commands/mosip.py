"""`stationctl mosip`: make this machine's keys for a MOSIP receiver, once, and print what is to be registered there."""

from crypto.mosip.machine import create_mosip_machine, registration_text
from station.commands.alone import alone
from station.commands.exits import Exit
from station.commands.words import Voice
from station.formats.mosip.place import read_place
from station.services.door import EXPECTED, problem_of
from station.settings import Settings


def run(settings: Settings, voice: Voice) -> Exit:
    """FAILED when `[mosip]` of station.toml or the machine's secret is not there."""
    try:
        place = read_place(settings)
        with alone(settings, "mosip"):
            machine = create_mosip_machine(settings.keys, settings.machine_secret)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    voice.say("CLI-MOSIP-REGISTER", reference=place.reference)
    voice.line(f"publicKey      {registration_text(machine.encrypt_key)}")
    voice.line(f"signPublicKey  {registration_text(machine.sign_key)}")
    voice.line(f"keyIndex       {machine.key_index}")
    voice.line(f"signKeyIndex   {machine.sign_index}")
    for path in (place.policy_certificate, place.answer_certificate, place.credentials):
        if not path.is_file():
            voice.say("CLI-MOSIP-MISSING", path=path)
    return Exit.DONE
