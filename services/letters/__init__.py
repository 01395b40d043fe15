"""Letters: mails, queued with the act that they follow from and sent to each person once."""
