"""What is done beside the journey: one module a track, each verb one transaction's work."""
