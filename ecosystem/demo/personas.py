"""The people whom the sign-in page offers in demo mode: one for each role, each with one line."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Persona(NamedTuple):
    employee_number: str
    name: str
    line: Promise  # job and site, as people read it


PERSONAS = (
    Persona("E-0021", "Maren Oyelaran", _("Software Engineer, Lisbon")),
    Persona("E-0017", "Devika Rao-Lindqvist", _("Engineering Manager, Pune")),
    Persona("E-0219", "Aurelio Banda", _("L&D Specialist, Toronto")),
    Persona("E-0001", "Saoirse Mbeki-Holt", _("Chief Executive, Toronto")),
    Persona("E-0009", "Kofi Halloran", _("Technical Director, Toronto")),
    Persona("E-0204", "Zeynep Abara", _("Security Engineer, Lisbon")),
    Persona("E-0211", "Thandiwe Kjellberg", _("People administrator, Toronto")),
    Persona("E-0206", "Ruben Tshabalala", _("Administrator, Toronto")),
)
