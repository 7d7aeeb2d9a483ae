"""`guardian.py SIGNAL COMMAND …` runs the command and signals it when our own parent dies: what setpriv does where Linux is missing."""

import os
import signal
import subprocess
import sys
import time


def main(name: str, command: list[str]) -> int:
    parent = os.getppid()
    process = subprocess.Popen(command)
    for passed_on in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(passed_on, lambda number, frame: process.send_signal(number))
    while process.poll() is None:
        if os.getppid() != parent:
            process.send_signal(getattr(signal, f"SIG{name}"))
            return process.wait()
        time.sleep(0.2)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
