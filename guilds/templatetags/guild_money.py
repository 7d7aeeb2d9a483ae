"""Amounts on pages of guilds."""

from django import template

from guilds.money import money

register = template.Library()
register.filter("money", money)
