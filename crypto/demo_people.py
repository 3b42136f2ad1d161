"""The demonstration's people, with the PINs that stand in a file, and the organisations they are of. Nobody is real."""

from dataclasses import dataclass

from crypto import roles

STATE = "Միգրացիայի և քաղաքացիության ծառայություն"
PARTNER = "Դեմո Գործընկեր ՓԲԸ"
CENTRE = "Դեմո կենտրոն"
VOLUNTEERS = "Դեմո Կամավորներ ՀԿ"


@dataclass(frozen=True)
class Person:
    """Nobody real. `approves` chooses the issuing authority. identifier: a staff number of the demonstration."""

    name: str
    identifier: str
    organisation: str
    policies: tuple[str, ...]
    pin: str
    puk: str
    approves: bool


PEOPLE = (
    Person("Անի Հակոբյան", "EI:AM-DEMO-101", PARTNER, (roles.OPERATOR_POLICY,), "1234", "123412341234", approves=False),
    Person(
        "Կարեն Սարգսյան",
        "EI:AM-DEMO-102",
        STATE,
        (roles.OFFICER_POLICY, roles.OPERATOR_POLICY),
        "5678",
        "567856785678",
        approves=True,
    ),
    Person(
        "Տիգրան Սահակյան",
        "EI:AM-DEMO-103",
        PARTNER,
        (roles.TECHNICIAN_POLICY,),
        "2468",
        "246824682468",
        approves=False,
    ),
    Person(
        "Նարինե Ավետիսյան",
        "EI:AM-DEMO-104",
        VOLUNTEERS,
        (roles.VOLUNTEER_POLICY,),
        "1357",
        "135713571357",
        approves=False,
    ),
    Person(
        "Սոնա Մանուկյան",
        "EI:AM-DEMO-105",
        STATE,
        (roles.SUPERVISOR_POLICY, roles.OFFICER_POLICY),
        "3579",
        "357935793579",
        approves=True,
    ),
    Person(
        "Գևորգ Դանիելյան",
        "EI:AM-DEMO-106",
        STATE,
        (roles.EXAMINER_POLICY,),
        "4680",
        "468046804680",
        approves=True,
    ),
    Person(
        "Հասմիկ Թորոսյան",
        "EI:AM-DEMO-107",
        STATE,
        (roles.AUDITOR_POLICY,),
        "8642",
        "864286428642",
        approves=True,
    ),
)


@dataclass(frozen=True)
class RecoveryPerson:
    """Nobody real. first: which of the two halves they hold, as the deputy of the other of that half."""

    file: str
    name: str
    identifier: str
    passphrase: str
    first: bool


RECOVERY = (
    RecoveryPerson("first", "Լիլիթ Պետրոսյան", "EI:AM-DEMO-201", "recovery-first-1111", first=True),
    RecoveryPerson("first-deputy", "Արամ Գրիգորյան", "EI:AM-DEMO-202", "recovery-first-2222", first=True),
    RecoveryPerson("second", "Նարե Մկրտչյան", "EI:AM-DEMO-203", "recovery-second-3333", first=False),
    RecoveryPerson("second-deputy", "Վահե Ղազարյան", "EI:AM-DEMO-204", "recovery-second-4444", first=False),
)
