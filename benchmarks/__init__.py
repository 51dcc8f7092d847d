"""Measures ratios in one run, on real disks; nothing here is a test, and nothing in the product imports it."""
