"""Kills what Understory runs on, at random points of its work, and compares what is left with an undisturbed run. `manage.py chaos` drives it."""
