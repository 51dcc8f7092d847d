"""Measures ratios in one run, on real disks; nothing here is a test, and the product never imports it."""
