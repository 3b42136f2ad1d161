"""Names, birth and contact of the applicant, as `biographicData` of the packet has them."""

from station.domain.subject import BiographicData
from station.packet.fields import PERSON, members, values
from station.packet.part import Part


def part(person: BiographicData) -> Part:
    return Part(values=values(PERSON, person), biographic=members(PERSON, person))
