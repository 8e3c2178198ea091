"""The words of social work in the order of how common they are, counted in the training notes.

    scripts/common_words.py        writes dictate/speech/common_words.txt

A recogniser that answers with a word that stands in no note has more often heard wrong; a word that is common needs no
place in a unit's list. Names, numbers and whatever else is marked as personal data in the notes are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTES = ROOT / "models" / "training"
TARGET = ROOT / "dictate" / "speech" / "common_words.txt"
_FEWEST = 2
_MARKS = re.compile(r"\[\[.*?\]\]|\{\w+\}|^#.*$|^[\w,]+ \|", re.MULTILINE)


def counted(texts: list[str]) -> Counter[str]:
    """How often each word stands in the texts in lower case; one that is mostly written with a capital is a name."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", _MARKS.sub(" ", text)):
            (lower if match[0].islower() else capital)[match[0].lower()] += 1
    return Counter({word: times + capital[word] for word, times in lower.items() if times >= capital[word] / 3})


def main() -> None:
    words = counted([path.read_text(encoding="utf-8") for path in sorted(NOTES.rglob("*.txt"))])
    kept = sorted((word for word, times in words.items() if times >= _FEWEST), key=lambda word: (-words[word], word))
    head = "# Made by scripts/common_words.py: the words of our training notes, the commonest first.\n"
    TARGET.write_text(head + "\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(kept)} ord i {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
