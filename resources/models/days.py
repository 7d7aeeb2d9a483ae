"""What the library was like on a day, counted each night and kept."""

from django.db import models
from django.db.models import F, Q


class LibraryDay(models.Model):
    """How many published resources were fresh, ageing and old on a day."""

    day = models.DateField(primary_key=True)
    published = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField()
    ageing = models.PositiveIntegerField()
    old = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="library_day_sums", condition=Q(published=F("fresh") + F("ageing") + F("old")))
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.fresh} of {self.published}"
