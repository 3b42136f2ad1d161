"""Who the applicant is: names in both scripts, birth, citizenship, number, contact, guardian."""
