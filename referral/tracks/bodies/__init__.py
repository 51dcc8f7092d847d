"""What calls beside the journey take and answer: of cases' tracks, and of the body's own duties."""
