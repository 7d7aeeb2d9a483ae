"""Facts that apps above may want to know. Receivers add what is theirs; nothing here waits for them."""

from django.dispatch import Signal

resource_finished = Signal()  # resource_id, person: somebody said that they finished it
