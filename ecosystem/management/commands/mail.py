"""`manage.py mail [hold|send]`: whether mail is held, as it is after `restore`; hold it, or send it from now on."""

from django.core.management import BaseCommand

from ecosystem.core.mail import send_held_mail
from ecosystem.core.mail_held import hold, is_held
from ecosystem.core.models import OutgoingMail


class Command(BaseCommand):
    help = "Say how many mails wait and whether mail is held; `hold` holds it, `send` sends it from now on."

    def add_arguments(self, parser) -> None:
        parser.add_argument("act", nargs="?", choices=("hold", "send"))

    def handle(self, *, act: str | None, **options) -> None:
        if act == "hold":
            hold()
        elif act == "send":
            self.stdout.write(f"{send_held_mail()} mails were held and go out now.")
        waiting = OutgoingMail.objects.unsent().count()
        self.stdout.write(f"{waiting} mails wait. Mail is {'held' if is_held() else 'sent'}.")
