"""What an auditor takes away: one file that judges an export of the ledger. It knows nothing else of ours."""
