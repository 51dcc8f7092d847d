"""A case moves along its journey: who holds it, who may see it, what happened."""
