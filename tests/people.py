"""People: the cast of every test. Ana leaves, Ben succeeds, Moussa manages, Carla is HR."""

# Dan is nobody to this case and must get nothing anywhere.

from models.case_file import PersonEntry, ReceiverEntry

ANA = PersonEntry(name="Ana Sow", email="ana.sow@example.org")
BEN = ReceiverEntry(name="Ben Diop", email="ben.diop@example.org")
CARLA = PersonEntry(name="Carla Reis", email="carla.reis@example.org")
MOUSSA = PersonEntry(name="Moussa Ba", email="moussa.ba@example.org")
DAN = PersonEntry(name="Dan Lowe", email="dan.lowe@example.net")
HANA = PersonEntry(name="Hana Ra", email="hana.ra@example.org")
"""Of HR as well, for the cases in which Carla has a part of her own."""
