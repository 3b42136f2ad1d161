"""What data groups 11 and 12 of an invented document say: every field of both."""

from station.formats.lds.details import Name
from station.formats.lds.document_details import DocumentDetails
from station.formats.lds.personal_details import PersonalDetails

PERSON = PersonalDetails(
    name=Name("Տեր-Հովհաննիսյան", "Եղիսաբեթ Մարիամ"),
    other_names=(Name("Smith", "Anna"), Name("Մարիամ")),
    personal_number="5506901230",
    birth="19900615",
    birth_place=("Երևան", "Armenia"),
    address=("Մաշտոցի 1", "Երևան"),
    telephone="+374 10 000000",
    profession="Teacher",
    title="Dr",
    summary="Tall",
    citizenship=b"\xff\xd8\xff",
    other_documents=("AX0000001", "AX0000002"),
    custody="none",
)
DOCUMENT = DocumentDetails(
    authority="001",
    issued="20261201",
    other_persons=(Name("HOVHANNISYAN", "ANI"),),
    observations="Seen",
    exit="None",
    front=b"\xff\xd8\xff1",
    rear=b"\xff\xd8\xff2",
    personalised="20261201093000",
    system="P-17",
)
