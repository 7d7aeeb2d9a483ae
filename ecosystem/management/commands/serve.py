"""`manage.py serve`: the product for one's own company."""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlparse

from django.core.management import BaseCommand

from ecosystem import backups
from ecosystem.installation import Installation, loopback
from ecosystem.supervisor import Chore, Supervisor
from ecosystem.trouble import Trouble


class Command(BaseCommand):
    help = "Run Understory for your own company. Without --public-url it can be reached from this machine only."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, help="where to listen; 8000, or 443 with a certificate")
        parser.add_argument(
            "--public-url", default="", help="how people reach it, for instance https://learn.example.com"
        )
        parser.add_argument("--certificate", type=Path, help="the certificate chain for that address (PEM)")
        parser.add_argument("--key", type=Path, help="the certificate's private key (PEM)")
        parser.add_argument(
            "--behind-proxy", action="store_true", help="a proxy in front ends HTTPS and sends X-Forwarded-Proto"
        )
        parser.add_argument(
            "--bind",
            help="with --behind-proxy or a certificate: the address to listen at; "
            "127.0.0.1 behind a proxy, all of this machine with a certificate, unless given",
        )

    def handle(self, **options) -> None:
        serve = installation(options)
        with serve.supervised():
            serve.start_database()
            serve.prepare()
            serve.start_web()
            serve.wait_for_web()
            serve.start_background_work()
            if serve.cluster:
                serve.supervisor.chores.append(Chore(lambda: _nightly(serve), every=600))
            serve.supervisor.say(announcement(serve, options))
            serve.supervisor.run()


def installation(options: dict) -> Installation:
    """From what was typed; half a set of options is refused with the other half named."""
    url, certificate, key = options["public_url"].rstrip("/"), options["certificate"], options["key"]
    _check(url, certificate, key, options["behind_proxy"], options["bind"])
    port = options["port"] or (443 if certificate else 8000)
    binds: tuple[str, ...] = loopback(port)
    web_options: tuple[str, ...] = ()
    if certificate:
        binds, web_options = (
            (_at(options["bind"] or "0.0.0.0", port),),
            (f"--certfile={certificate}", f"--keyfile={key}"),
        )
    elif options["bind"]:
        binds = (_at(options["bind"], port),)
    extra = {
        "BEHIND_PROXY": "true" if options["behind_proxy"] else "false",
        "LOG_FORMAT": os.environ.get("LOG_FORMAT", "lines"),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING" if sys.stdout.isatty() else "INFO"),
    }
    if url:  # whoever sets it up from elsewhere proves that they see this terminal
        extra["SETUP_TOKEN"] = os.environ.get("SETUP_TOKEN") or secrets.token_urlsafe(18)
    supervisor = Supervisor(json_lines=extra["LOG_FORMAT"] == "json")
    return Installation("serve", port, url, binds, web_options, extra, supervisor)


def _at(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"


def _check(url: str, certificate: Path | None, key: Path | None, behind_proxy: bool, bind: str | None) -> None:
    parsed = urlparse(url)
    if bool(certificate) != bool(key):
        raise Trouble("--certificate and --key belong together; give both.")
    if certificate and behind_proxy:
        raise Trouble("Give either a certificate or --behind-proxy: with a proxy, the proxy holds the certificate.")
    if bind and not (certificate or behind_proxy):
        raise Trouble(
            "--bind goes with --behind-proxy, or with --certificate and --key: "
            "without them Understory can be reached from this machine only."
        )
    for file in filter(None, (certificate, key)):
        if not os.access(file, os.R_OK):
            raise Trouble(f"{file} cannot be read.")
    if url and (parsed.scheme != "https" or not parsed.hostname or parsed.path):
        raise Trouble(f"--public-url must look like https://learn.example.com, not {url}.")
    if url and not (certificate or behind_proxy):
        raise Trouble("--public-url needs either --certificate FILE --key FILE, or --behind-proxy.")
    if (certificate or behind_proxy) and not url:
        raise Trouble("Say with --public-url https://… how people reach this server.")


def announcement(serve: Installation, options: dict) -> str:
    url = serve.environment["PUBLIC_URL"]
    if not options["public_url"]:
        return (
            f"\nUnderstory is at {url} — from this machine only. So that colleagues reach it, give --public-url https://… "
            "with --certificate and --key, or with --behind-proxy. Ctrl-C stops it.\n"
        )
    listens = f" The proxy finds it at http://{serve.binds[0]}." if options["behind_proxy"] else ""
    first = f"{url}/setup/?token={serve.environment['SETUP_TOKEN']}"
    return f"\nUnderstory is at {url}.{listens} Ctrl-C stops it.\nNot set up yet? Begin at\n{first}\n"


def _nightly(serve: Installation) -> None:
    """A failed backup is said aloud, and tried again ten minutes later."""
    try:
        made = backups.nightly(serve.folder, serve.owner_environment["DATABASE_URL"])
    except (Trouble, OSError) as error:
        serve.supervisor.say(f"The nightly backup failed: {error}", "backup", "error")
    else:
        if made:
            serve.supervisor.say(f"kept in {made}", "backup")
