"""Screens of people and the organisation."""
