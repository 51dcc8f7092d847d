"""Clocks that must not run out, and the alerts they raise. It knows a case's reference, never its person."""
