"""Keeps the processes of one installation running: prefixes their lines, restarts what crashes, ends all of them together.

No Django here. Each child leads a session of its own, so that Ctrl-C reaches only us and we choose whom to tell what: Celery,
for one, must be asked through its main process and never through its group.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

from ecosystem.told import as_object
from ecosystem.trouble import Trouble

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
CALM_SECONDS = 60.0
STOP_SECONDS = 15.0
TICK = 0.1


@dataclass(eq=False)
class Child:
    """A process to keep alive, or, with `once`, to run a single time and `then` to note that it came to a good end."""

    name: str
    launch: Callable[[], subprocess.Popen]
    stop_with: signal.Signals = signal.SIGTERM
    once: bool = False
    then: Callable[[], None] = lambda: None
    process: subprocess.Popen | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    pause: float = field(default=FIRST_PAUSE, init=False)
    due: float = field(default=0.0, init=False)
    finished: bool = field(default=False, init=False)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass(eq=False)
class Chore:
    """Something the supervisor itself does now and then, in a thread of its own."""

    run: Callable[[], None]
    every: float
    due: float = field(default=0.0, init=False)


class Supervisor:
    """Start children from the main thread: the kernel ties `setpriv --pdeathsig` to the thread that started a process."""

    def __init__(self, output: IO[str] = sys.stdout, *, json_lines: bool = False) -> None:
        self.children: list[Child] = []
        self.chores: list[Chore] = []
        self._output, self._lock = output, threading.Lock()
        self._json_lines = json_lines
        self._stop_asked = 0

    def say(self, line: str, name: str = "", level: str = "info") -> None:
        """One line of output, or one object for a collector; a closed terminal is no reason to stop working."""
        said = f"{name:<9} | {line}" if name else line
        if self._json_lines:
            said = as_object(line, name or "serve", level)
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._output.write(f"{said}\n")
            self._output.flush()

    def add(self, child: Child) -> Child:
        """Start it now and keep it."""
        self.children.append(child)
        self._launch(child)
        return child

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """INT, TERM and HUP stop everything; set explicitly, because a shell's `&` leaves INT ignored."""
        before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @property
    def stopping(self) -> bool:
        return self._stop_asked > 0

    def run(self) -> None:
        """Tend the children until somebody asks to stop."""
        while not self.stopping:
            self.tend()
            time.sleep(TICK)

    def tend(self) -> None:
        """One look: restart what has ended, with a growing pause, and do the chores that are due."""
        now = time.monotonic()
        for child in self.children:
            if not child.alive and not child.finished:
                self._mend(child, now)
        for chore in self.chores:
            if now >= chore.due:
                chore.due = now + chore.every
                threading.Thread(target=chore.run, daemon=True).start()

    def stop(self) -> None:
        """End the children in reverse order of importance: all but the first together, then the first, the database."""
        first, others = self.children[:1], self.children[1:]
        for group in (others, first):
            self._end(group)

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Tend the children while waiting; false when time is over or a stop was asked for."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.stopping or time.monotonic() > deadline:
                return False
            self.tend()
            time.sleep(0.05)
        return True

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._stop_asked += 1

    def _launch(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = child.launch()
        if child.process.stdout:
            threading.Thread(target=self._relay, args=(child.name, child.process.stdout), daemon=True).start()

    def _relay(self, name: str, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                self.say(line.rstrip("\n"), name)

    def _mend(self, child: Child, now: float) -> None:
        code = child.process.returncode if child.process else None
        if child.once:
            child.finished = True
            if code:
                self.say(f"stopped with exit code {code}", child.name, "error")
            else:
                child.then()
        elif not child.due:
            child.pause = FIRST_PAUSE if now - child.started > CALM_SECONDS else min(child.pause * 2, LONGEST_PAUSE)
            child.due = now + child.pause / 2
            self.say(f"ended with exit code {code}; starts again in {child.pause / 2:.0f} s", child.name, "error")
        elif now >= child.due:
            child.due = 0.0
            self._relaunch(child)

    def _relaunch(self, child: Child) -> None:
        try:
            self._launch(child)
        except (Trouble, OSError) as error:
            self.say(str(error), child.name, "error")

    def _end(self, children: list[Child]) -> None:
        alive = [(child, child.process) for child in children if child.process and child.alive]
        for child, process in alive:
            process.send_signal(child.stop_with)
        deadline, asked = time.monotonic() + STOP_SECONDS, self._stop_asked
        while any(process.poll() is None for _, process in alive):
            if time.monotonic() > deadline or self._stop_asked > asked:
                for _, process in alive:
                    process.kill()
            time.sleep(0.02)


def launcher(command: list[str], env: dict[str, str], prefix: list[str]) -> Callable[[], subprocess.Popen]:
    """How to start a program whose lines we relay; `prefix` ties its life to ours."""

    def launch() -> subprocess.Popen:
        return subprocess.Popen(
            [*prefix, *command],
            env={**os.environ, **env, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    return launch
