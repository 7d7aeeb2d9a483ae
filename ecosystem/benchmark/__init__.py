"""Measures Understory against the machine it runs on: ratios of one run, never seconds. `manage.py benchmark` drives it."""
