"""What is done for the person: risk, best interest, plans, follow-ups."""
