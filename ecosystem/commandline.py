"""Inside the environment: Django's command line, with trouble around it told in one sentence."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from ecosystem.trouble import Trouble


def execute(argv: list[str]) -> None:
    """Run the command; a wrong setting is a sentence for whoever typed it."""
    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from None
