"""The environment in .venv: made from requirements.lock on first use, renewed when the lock changes. Standard library only."""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from ecosystem.told import told
from ecosystem.trouble import Trouble, disk_is_full

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "understory.json"
DEVELOPER_COMMANDS = {"test", "build_css", "lintmigrations"}
RUNNING = ("", "embedded")
EVERYTHING = ("", "embedded", "test", "dev")
MEGABYTES_NEEDED = {RUNNING: 600, EVERYTHING: 1500}


def enter(argv: list[str]) -> None:
    """Return when this interpreter may run the command; otherwise make what is missing and start again inside .venv."""
    extras = extras_for(argv)
    inside = Path(sys.prefix) == VENV
    if not _is_ready(extras):
        make(extras)
    if not inside:
        os.execv(PYTHON, [str(PYTHON), *argv])


def extras_for(argv: list[str]) -> tuple[str, ...]:
    """The tools of developers for their commands alone, and not to read what such a command can do."""
    asked = {"-h", "--help"}.intersection(argv)
    return EVERYTHING if DEVELOPER_COMMANDS.intersection(argv[1:2]) and not asked else RUNNING


def make(extras: tuple[str, ...]) -> None:
    """Build or renew .venv for those extras of pyproject.toml; two commands started together wait for each other."""
    _check_space(extras)
    with _alone():
        if _is_ready(extras):
            return
        print(told("Setting up .venv from requirements.lock …"), flush=True)
        if not PYTHON.exists():
            _make_venv()
        _install(extras)
        STAMP.write_text(json.dumps({"lock": _digest(), "extras": extras}))


def selection(lock: str, names: Iterable[str]) -> str:
    """The part of the lock that holds these packages and everything they need, by the `# via` notes of the lock itself."""
    blocks = {_plain(block): block for block in re.split(r"\n(?=[a-z0-9])", lock.strip(), flags=re.I)}
    parents = {name: {_plain(via) for via in _vias(block)} for name, block in blocks.items()}
    wanted = {_plain(name) for name in names}
    while more := {name for name, above in parents.items() if name not in wanted and above & wanted}:
        wanted |= more
    return "\n".join(block for name, block in blocks.items() if name in wanted) + "\n"


def declared(extras: Iterable[str]) -> list[str]:
    """What pyproject.toml asks for: `""` means the dependencies themselves, any other word one of its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return [requirement for extra in extras for requirement in groups[extra]]


def _vias(block: str) -> list[str]:
    notes = block.partition("# via")[2].replace("#", " ").split("\n")
    return [note.strip() for note in notes if note.strip()]


def _plain(requirement: str) -> str:
    """The package name alone, normalised."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def _digest() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _is_ready(extras: tuple[str, ...]) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return PYTHON.exists() and stamp["lock"] == _digest() and set(extras) <= set(stamp["extras"])


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    folder = ROOT / ".data"
    folder.mkdir(exist_ok=True)
    with (folder / "environment.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _check_space(extras: tuple[str, ...]) -> None:
    free, needed = shutil.disk_usage(ROOT).free // 1_000_000, MEGABYTES_NEEDED[extras]
    if not PYTHON.exists() and free < needed:
        raise Trouble(f"The disk is nearly full: setting up needs about {needed} MB in {ROOT}, and {free} MB are free.")


def _make_venv() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        _get_venv_module()
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise _explain("Python could not make the environment .venv", made.stdout + made.stderr)


def _get_venv_module() -> None:
    command = "apt-get install -y python3-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(told("Python's venv module is missing; installing Debian's python3-venv …"), flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in ("apt-get update", command):
            done = subprocess.run(step.split(), env=env, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode == 0:
            return
    raise Trouble(f"Python's venv module is missing; on Debian and Ubuntu install it with: {command}")


def _install(extras: tuple[str, ...]) -> None:
    """Hash-checked wheels only: uv, itself from the lock, is ten times faster; pip serves where uv cannot (a company mirror in pip.conf)."""
    lock = LOCK.read_text()
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    pinned = ["--require-hashes", "--only-binary", ":all:", "-r"]
    installer, packages = VENV / "installer.lock", VENV / "packages.lock"
    installer.write_text(selection(lock, declared(["installer"])))
    packages.write_text(selection(lock, declared(extras)))
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
    attempts = [[[*pip, *pinned, str(installer)], [*uv, *pinned, str(packages)]], [[*pip, *pinned, str(packages)]]]
    complaint = ""
    for commands in attempts:
        complaint = next(filter(None, map(_complaint, commands)), "")
        if not complaint:
            return
    raise _explain("A package could not be had; check the network, then run the same command again", complaint)


def _complaint(command: list[str]) -> str:
    """What the command said when it failed; nothing when it worked."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        return str(error)
    return (done.stderr or done.stdout or f"exit code {done.returncode}") if done.returncode else ""


def _explain(sentence: str, output: str) -> Trouble:
    if disk_is_full(output):
        return Trouble(f"The disk is full: free about 1 GB in {ROOT}, then run the same command again.")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    reason = next(
        (line for line in lines if "error" in line.lower() or "×" in line), lines[-1] if lines else "no reason given"
    )
    return Trouble(f"{sentence} ({reason}).")


if __name__ == "__main__":
    sys.stdout.write(selection(LOCK.read_text(), declared(sys.argv[1:] or [""])))
