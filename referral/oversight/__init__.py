"""Looks at everything that was done and changes no case."""
