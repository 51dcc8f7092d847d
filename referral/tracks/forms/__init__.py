"""What the pages beside the journey ask: of cases' tracks, and of the body's own duties."""
