"""Mail: queued with the act that it follows from, sent outside of it, to each person once."""
