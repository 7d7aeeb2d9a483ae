"""Which imports somebody may know of."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import Person


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own; those without people's own statements for people administrators; those of skills and aims for L&D."""
        if not person.is_active:
            return self.none()
        mine = Q(uploaded_by=person)
        if person.is_people_administrator:
            return self.filter(mine | Q(private=False))
        return self.filter(mine | Q(for_learning=True)) if person.is_learning else self.none()

    def for_list(self) -> Self:
        """Newest first, with who uploaded and applied them."""
        return self.select_related("uploaded_by", "applied_by").order_by("-uploaded_at", "-pk")

    def for_page(self) -> Self:
        return self.select_related("uploaded_by", "confirmed_by", "applied_by", "undone_by", "progress")

    def kept_too_long(self, before: "models.DateTimeField") -> Self:
        """Uploaded before this moment, with the files still here."""
        return self.filter(uploaded_at__lt=before, files__isnull=False).distinct()
