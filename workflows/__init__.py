"""The journeys and the law, as data and pure functions. Standard library only.

No clock, no database and no request may ever be reached from here: what a rule needs is handed to it.
"""
