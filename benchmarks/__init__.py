"""Measurements: ratios within one run, against what we compare with. Not part of the tests."""
