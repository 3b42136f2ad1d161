"""An invented applicant, field by field as it would be typed."""

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
PASSPORT_MRZ = "PPARMHOVHANNISYAN<<ANI<<<<<<<<<<<<<<<<<<<<<<\nAX00000009ARM9006153F36091495506901230<<<<54"
