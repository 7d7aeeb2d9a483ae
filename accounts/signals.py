"""Facts that apps above may want to know. Receivers add what is theirs; nothing here waits for them."""

from django.dispatch import Signal

lines_changed = Signal()  # person_ids: whose line manager changed, from today or from a later day
levels_changed = Signal()  # person_ids: what they need or have in skills may be different from before
requests_changed = Signal()  # person_ids: something that waits for them came or went
