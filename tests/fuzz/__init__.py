"""Seeded damage to files of every format, taken all the way through page, job and database."""
