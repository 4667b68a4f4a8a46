"""Measurements: ratios within one run, so that the machine does not matter. Never part of tests."""
