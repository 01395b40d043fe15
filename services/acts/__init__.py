"""Acts: what people do to a handover; each with its rights, its trace and what follows from it."""
