"""Registers the files of this app, after those that they refer to."""

from accounts.imports import kinds
from goals.imports import following, key_results, learning_goals, objectives

__all__ = ["following", "key_results", "kinds", "learning_goals", "objectives"]
