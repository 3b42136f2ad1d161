"""An invented applicant, field by field as it would be typed, and what a passport asks of her besides."""

ADULT = {
    "surname_hy": "Հովհաննիսյան",
    "given_hy": "Անի",
    "patronymic_hy": "Վահեի",
    "surname_latin": "HOVHANNISYAN",
    "given_latin": "ANI",
    "birth_date": "15.06.1990",
    "birth_place": "Երևան",
    "sex": "F",
    "nationality": "ARM",
    "psn_kind": "psn",
    "psn": "6506901230",
    "phone": "+374 91 123456",
    "email": "ani@example.am",
    "address": "Երևան, Աբովյան 1",
}
ANSWERS = {
    "request_kind": "FIRST",
    "capacity": "FULL",
    "document_kind": "none",
    "id_card_or_passport_or_birth_certificate_paper": "BIRTH_CERTIFICATE",
}
"""To the steps of the passport beside her own: the one place that a further question is answered in."""
WHOLE = {**ADULT, **ANSWERS}
OF_A_CHILD = {
    "guardian_name": "Վահե Հովհաննիսյան",
    "guardian_relation": "parent",
    "guardian_document": "AX0000001",
    "parental_rights": "BOTH",
    "parents.1.role": "FATHER",
    "parents.1.citizenships.1": "ARM",
    "parents.1.present": "YES",
    "parents.2.role": "MOTHER",
    "parents.2.citizenships.1": "ARM",
    "parents.2.present": "YES",
    "birth_certificate_paper": "BIRTH_CERTIFICATE",
    "marriage_certificate_or_paternity_act_or_court_act_paper": "MARRIAGE_CERTIFICATE",
    "parents_identity_paper": "PARENTS_IDENTITY",
    "mother_or_father_or_adopter_consent": "FATHER_IN_PERSON",
}
"""What is asked besides where that person is below 16 and a parent came along."""
PASSPORT_MRZ = "PPARMHOVHANNISYAN<<ANI<<<<<<<<<<<<<<<<<<<<<<\nAX00000009ARM9006153F36091495506901230<<<<54"
