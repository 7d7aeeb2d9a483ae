"""The project package: kernel below, reports above, wiring on top. It imports nothing, so that manage.py can use it anywhere."""
