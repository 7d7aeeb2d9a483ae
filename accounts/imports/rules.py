"""Who may import what, and who may know of an import."""

from accounts.models import ImportRun, Person
from ecosystem.core.rules import declare, is_learning, is_people_administrator, predicate


@predicate
def is_of_skills_and_aims(person: Person, run: ImportRun) -> bool:
    """Nothing in it but what L&D keeps: roles, skills, requirements, objectives, key results."""
    return run.for_learning


@predicate
def has_uploaded(person: Person, run: ImportRun) -> bool:
    return run.uploaded_by_id == person.pk


@predicate
def is_public(person: Person, run: ImportRun) -> bool:
    """Holds nothing that people state about themselves."""
    return not run.private


may_import = is_people_administrator | is_learning
may_handle = (is_people_administrator & (has_uploaded | is_public)) | (
    is_learning & (has_uploaded | is_of_skills_and_aims)
)

declare("accounts.import_people", is_people_administrator, "People administrators.")
declare("accounts.import_skills", may_import, "People administrators, and L&D for roles, skills and aims.")
declare("accounts.view_import", may_handle, "Those who may import such files; statements of people: who uploaded them.")
declare(
    "accounts.apply_import",
    (is_people_administrator & (has_uploaded | is_public)) | (is_learning & is_of_skills_and_aims),
    "People administrators, and L&D for roles, skills and aims.",
)
declare("accounts.confirm_import", is_people_administrator & (has_uploaded | is_public), "People administrators.")
