"""How the program ends as a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import atexit, sys, threading
import ctranslate2
from dictate.process import end

model, inside = ctranslate2.models.Whisper(sys.argv[1]), threading.Event()

def load():
    while True:
        inside.set()
        model.load_model()

for _ in range(3):
    threading.Thread(target=load, daemon=True).start()
inside.wait()
atexit.register(print, "registered")
print("printed", end=" ")
end(3)
"""


def test_it_ends_well_while_models_are_being_loaded(model_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(model_folder)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, "printed registered\n"), done.stderr


def test_the_command_ends_with_the_status_of_what_it_ran() -> None:
    for arguments, status in ((["--help"], 0), (["templates", "show", "ingen"], 1), (["ingenting"], 2)):
        done = subprocess.run([sys.executable, "-m", "dictate", *arguments], capture_output=True, check=False)
        assert done.returncode == status, done.stderr
        assert bool(done.stdout) == (status == 0)
