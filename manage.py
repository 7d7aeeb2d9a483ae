#!/usr/bin/env python3
"""Understory's one command. On first use it makes its own environment in .venv; `python3 manage.py help` lists the rest."""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit("Understory needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])


def main():
    """Enter the environment, then hand over to Django; trouble that a person can mend is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    from ecosystem.told import told
    from ecosystem.trouble import Trouble, not_to_be_used

    try:
        if not os.environ.get("UNDERSTORY_NO_VENV"):
            from ecosystem.environment import enter

            enter(sys.argv)
        from ecosystem.commandline import execute

        execute(sys.argv)
    except Trouble as trouble:
        sys.exit(told(str(trouble), "error", before="understory: "))
    except OSError as error:
        sentence = not_to_be_used(error)
        if not sentence:
            raise
        sys.exit(told(sentence, "error", before="understory: "))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
