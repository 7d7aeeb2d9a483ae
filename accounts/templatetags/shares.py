"""Published shares as people read them."""

from django import template

from accounts.shares import points_text, share_words

register = template.Library()
register.filter("points", points_text)
register.filter("share_words", share_words)
