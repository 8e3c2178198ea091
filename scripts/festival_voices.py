"""Voices that chose nothing here: thirteen of Festival's and Flite's, one a child's, for scripts/benchmark_speakers.py.

    python scripts/festival_voices.py FOLDER

Each voice was made from recordings of a person of its own, in Czech, Finnish, Italian, Russian and English; all say the
same invented sentences, so that only the voice tells them apart. Needs, on Debian: festival flite festvox-czech-krb
(the child) festvox-czech-dita festvox-czech-machac festvox-czech-ph festvox-italp16k festvox-itapc16k
festvox-suopuhe-lj festvox-suopuhe-mv festvox-ru festvox-us-slt-hts festvox-kallpc16k.
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

FESTIVAL = (
    "czech_krb", "czech_dita", "czech_machac", "czech_ph", "hy_fi_mv_diphone", "suo_fi_lj_diphone", "lp_diphone",
    "pc_diphone", "kal_diphone", "cmu_us_slt_arctic_hts", "msu_ru_nsh_clunits",
)  # fmt: skip
FLITE = ("awb", "rms")
SENTENCES = (
    "mama ma dom a papa ide do parku",
    "tule mene katso sano ota kala",
    "la luna bella sale sopra il mare",
    "ona vidi dva velke domy",
    "no mi piace andare a scuola domani",
    "kolik je hodin a kde je pes",
    "puoi dire tutto quello che vuoi",
    "minun kotini on talo joen luona",
)


def main() -> None:
    """Writes FOLDER/VOICE/N.wav."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    for voice in FESTIVAL + FLITE:
        (folder / voice).mkdir(parents=True, exist_ok=True)
        for number, sentence in enumerate(SENTENCES):
            out = str(folder / voice / f"{number}.wav")
            if voice in FLITE:
                subprocess.run(["flite", "-voice", voice, "-t", sentence, "-o", out], check=True)
            else:
                command = ["text2wave", "-F", "16000", "-eval", f"(voice_{voice})", "-o", out]
                subprocess.run(command, input=sentence.encode("ascii"), check=True)
    print(f"{len(FESTIVAL + FLITE)} voices, {len(SENTENCES)} clips each, in {folder}")


if __name__ == "__main__":
    main()
