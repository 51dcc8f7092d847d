"""What runs beside the journey, whatever the state of a case, and the body's own duties about data."""
