"""What `manage.py chaos` kills, and the tools it does that with; the trials themselves run with --long."""

import os
import signal
import smtplib
import subprocess
import sys

import pytest

from ecosystem.chaos.machines import Part
from ecosystem.chaos.post import Post
from ecosystem.chaos.rows import Row, gather, not_here, table
from ecosystem.chaos.trials import TRIALS, WHAT
from ecosystem.embedded import ends_with_parent
from ecosystem.installation import MANAGE

WORDS = "Message-ID: <one@localhost>\r\nSubject: One\r\n\r\nOne\r\n"


@pytest.fixture
def post(free_port):
    made = Post(free_port())
    yield made
    made.close()


def send(post: Post) -> None:
    with smtplib.SMTP("127.0.0.1", post.port, timeout=0.5) as line:
        line.sendmail("a@example.com", ["b@example.com"], WORDS)


def test_mail_is_taken_and_counted(post):
    post.turn("takes")
    send(post)
    send(post)
    assert post.taken == {"one": 2}


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("off", ConnectionRefusedError),
        ("silent", smtplib.SMTPServerDisconnected),
        ("4xx", smtplib.SMTPDataError),
        ("5xx", smtplib.SMTPDataError),
    ],
)
def test_mail_is_refused_in_many_ways_and_taken_again(post, mode, error):
    post.turn("takes")
    post.turn(mode)
    with pytest.raises(error):
        send(post)
    assert not post.taken
    post.turn("takes")
    send(post)
    assert post.taken == {"one": 1}


def test_a_part_is_killed_with_its_children_and_started_again(eventually, tmp_path):
    code = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    told = (tmp_path / "pids").open("w+")

    def launch() -> subprocess.Popen:
        command = [*ends_with_parent("KILL"), sys.executable, "-c", code]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=told, start_new_session=True)

    part = Part("some work", launch)
    part.start()
    part.start()  # it runs already
    first = part.process
    child = int(eventually(lambda: (tmp_path / "pids").read_text()))
    part.kill()
    eventually(lambda: is_gone(child))
    part.start()
    assert part.kills == 1 and part.process is not first
    part.end()
    told.close()


def is_gone(pid: int) -> bool:
    """Ended, or ended and not yet taken note of by whoever inherited it."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return told in {"", "Z"} or told.startswith("Z")


def test_the_table_says_what_held_and_what_was_not_tried():
    rows = [
        Row("J3", "sums", 4, True, "same"),
        Row("J4", "reminders", 2, False, "differs"),
        not_here("J5", "Redis", "none"),
    ]
    assert [line.split("  ")[0] for line in table(rows).splitlines()] == ["bar", "J3", "J4", "J5"]
    assert ["held" in table(rows), "NOT HELD" in table(rows), "not run here" in table(rows)] == [True] * 3


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_ended_early_it_has_what_was_tried_so_far(sent):
    ended = []

    def trials():
        try:
            yield Row("J3", "sums", 4, True, "same")
            os.kill(os.getpid(), sent)
            yield Row("J4", "reminders", 2, True, "same")
        finally:
            ended.append("what was started")

    before = signal.getsignal(signal.SIGTERM)
    rows, whole = gather(trials())
    assert ([row.bar for row in rows], whole, ended) == (["J3"], False, ["what was started"])
    assert signal.getsignal(signal.SIGTERM) == before


def test_help_names_every_trial_and_what_is_done_unasked():
    done = chaos("--help")
    told = " ".join(done.stdout.split())
    assert list(WHAT) == list(TRIALS)
    assert [name for name, what in WHAT.items() if f"{name}: {what}" not in told] == []
    assert all(f"{default} unless given" in told for default in (240, 12, 1))


def test_an_unknown_trial_is_one_sentence():
    done = chaos("--only=weather")
    assert done.returncode == 1
    assert "Not tried here: weather." in done.stderr


@pytest.mark.chaos
@pytest.mark.parametrize("trial", TRIALS)
def test_whatever_dies_nothing_is_lost(trial):
    done = chaos(f"--only={trial}", "--people=60", "--kills=4")
    print(done.stdout)  # the figures, for `-rP`
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def chaos(*words: str) -> subprocess.CompletedProcess:
    """As somebody types it, with nothing of the tests' own settings."""
    given = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "UNDERSTORY_NO_VENV": "1"}
    return subprocess.run([*MANAGE, "chaos", *words], capture_output=True, text=True, env=given)
