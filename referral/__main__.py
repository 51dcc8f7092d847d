"""Lets `python -m referral` be the command line."""

from referral.cli import main

main()
