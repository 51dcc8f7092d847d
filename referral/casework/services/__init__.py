"""What a caseworker can do with a case: one module a group of verbs, each verb one transaction's work."""
