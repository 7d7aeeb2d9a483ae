"""Registers the files of this app in the order of their documentation; other apps add theirs when they are loaded."""

from accounts.imports import organisation, people, projects, skills, statements

__all__ = ["organisation", "people", "projects", "skills", "statements"]
