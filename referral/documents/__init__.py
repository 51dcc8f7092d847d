"""The papers of a case: what was filed, by whom, when."""
