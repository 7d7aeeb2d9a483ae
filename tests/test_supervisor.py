"""Keeping processes running, with real processes."""

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from ecosystem import supervisor as module
from ecosystem.embedded import ends_with_parent
from ecosystem.supervisor import Child, Chore, Supervisor, launcher
from ecosystem.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def output():
    return io.StringIO()


@pytest.fixture
def supervisor(output):
    made = Supervisor(output)
    yield made
    made.stop()


def python(name: str, code: str, **options) -> Child:
    return Child(name, launcher([sys.executable, "-c", textwrap.dedent(code)], {}, ends_with_parent("KILL")), **options)


def tend_until(supervisor: Supervisor, ready, seconds: float = 15.0) -> None:
    assert supervisor.wait_until(ready, seconds)


def test_lines_carry_the_name_of_their_process(supervisor, output):
    supervisor.add(python("web", "print('hello'); import time; time.sleep(30)"))
    tend_until(supervisor, lambda: "web       | hello\n" in output.getvalue())


def test_a_crashed_child_is_started_again_after_a_growing_pause(supervisor, output, tmp_path):
    child = supervisor.add(python("worker", f"open({str(tmp_path / 'runs')!r}, 'a').write('x'); raise SystemExit(3)"))
    tend_until(supervisor, lambda: (tmp_path / "runs").exists() and len((tmp_path / "runs").read_text()) >= 2)
    assert "worker    | ended with exit code 3; starts again in 1 s" in output.getvalue()
    tend_until(supervisor, lambda: "starts again in 2 s" in output.getvalue())
    assert child.pause == 4


def test_a_child_that_cannot_be_started_again_is_tried_later(supervisor, output):
    first = subprocess.Popen(["true"])
    attempts = []

    def launch():
        attempts.append(1)
        if len(attempts) == 1:
            return first
        raise Trouble("PostgreSQL did not start")

    supervisor.add(Child("postgres", launch))
    tend_until(supervisor, lambda: len(attempts) >= 2)
    assert "postgres  | PostgreSQL did not start" in output.getvalue()


def test_a_child_that_runs_once_is_not_started_again(supervisor, output, tmp_path):
    noted = []
    child = supervisor.add(python("activity", "print('done')", once=True, then=lambda: noted.append("good")))
    tend_until(supervisor, lambda: child.finished)
    failed = supervisor.add(python("activity", "raise SystemExit(4)", once=True, then=lambda: noted.append("bad")))
    tend_until(supervisor, lambda: failed.finished)
    time.sleep(0.2)
    assert noted == ["good"]
    assert output.getvalue() == "activity  | done\nactivity  | stopped with exit code 4\n"


def test_stop_ends_the_first_child_last(supervisor, output):
    tell = "import signal, sys, time; signal.signal(signal.{0}, lambda *_: (print('end {1}', flush=True), sys.exit(0))); print('up', flush=True); time.sleep(60)"
    supervisor.add(python("first", tell.format("SIGINT", "first"), stop_with=signal.SIGINT))
    supervisor.add(python("second", tell.format("SIGTERM", "second")))
    tend_until(supervisor, lambda: output.getvalue().count("up") == 2)
    supervisor.stop()
    time.sleep(0.2)
    assert output.getvalue().index("end second") < output.getvalue().index("end first")
    assert not any(child.alive for child in supervisor.children)


def test_a_child_that_does_not_listen_is_killed(supervisor, output, monkeypatch):
    monkeypatch.setattr(module, "STOP_SECONDS", 0.5)
    child = supervisor.add(
        python(
            "deaf",
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
        )
    )
    tend_until(supervisor, lambda: "up" in output.getvalue())
    supervisor.stop()
    assert child.process.returncode == -signal.SIGKILL


def test_chores_are_done_again_and_again(supervisor):
    done = []
    supervisor.chores.append(Chore(lambda: done.append(1), every=0.1))
    tend_until(supervisor, lambda: len(done) >= 3)


def test_a_closed_terminal_does_not_stop_the_work(supervisor, output):
    output.close()
    supervisor.say("nobody listens")
    child = supervisor.add(python("web", "print('hello'); import time; time.sleep(30)"))
    time.sleep(0.3)
    assert child.alive


SCRIPT = """
    import signal, sys
    from ecosystem.embedded import ends_with_parent
    from ecosystem.supervisor import Child, Supervisor, launcher
    supervisor = Supervisor()
    sleep = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
    with supervisor.listening():
        supervisor.add(Child("sleeper", launcher(sleep, {}, ends_with_parent("KILL"))))
        supervisor.run()
        supervisor.stop()
    print("stopped", flush=True)
"""


@pytest.fixture
def running(eventually):
    """A supervisor in a process of its own, started as a shell's `&` does: with INT ignored."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SCRIPT)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    child = int(process.stdout.readline().partition("|")[2])
    yield process, child
    process.kill()
    process.wait()
    process.stdout.close()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "zombie" not in Path(f"/proc/{pid}/status").read_text() if Path("/proc/self").exists() else True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_stop_everything(running, number):
    process, child = running
    process.send_signal(number)
    assert process.wait(10) == 0
    assert "stopped" in process.stdout.read()
    assert not is_alive(child)


def test_children_end_when_the_supervisor_is_killed(running, eventually):
    process, child = running
    process.kill()
    process.wait()
    eventually(lambda: not is_alive(child), 5)


def test_for_a_collector_every_line_is_an_object_with_the_name_of_its_process(output):
    told = Supervisor(output, json_lines=True)
    code = """print('{"event": "request_finished", "level": "info"}'); print('words'); print('[1, 2]')"""
    child = told.add(python("web", code, once=True))
    tend_until(told, lambda: child.finished and output.getvalue().count("\n") >= 3)
    told.say("\nUnderstory is at http://localhost:8000.\nCtrl-C stops it.\n")
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert lines[0] == {"process": "web", "event": "request_finished", "level": "info"}
    assert [(line["process"], line["event"], "timestamp" in line) for line in lines[1:]] == [
        ("web", "words", True),
        ("web", "[1, 2]", True),
        ("serve", "Understory is at http://localhost:8000.\nCtrl-C stops it.", True),
    ]
