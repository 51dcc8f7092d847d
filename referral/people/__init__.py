"""Accounts, agencies, sign-in, sessions and tokens: who somebody is, never what a case says."""
