"""The screens: one a file. They call `dictate.application` and `dictate.session` and draw; no work is done here."""

import os

os.environ.setdefault("TEXTUAL_FPS", "240")  # what is left to draw of an answer waits for the next frame: 17 ms at 60
