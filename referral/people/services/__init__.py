"""Accounts, agencies, sign-in, sessions and tokens, one module for each. None of them knows a case."""
