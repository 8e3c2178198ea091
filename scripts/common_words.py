"""The words of social work in the order of how common they are, counted in the training notes.

    scripts/common_words.py        writes dictate/speech/common_words.txt

A recogniser that answers with a word that stands in no note has more often heard wrong; a word that is common needs no
place in a unit's list. Names, numbers and whatever else is marked as personal data in the notes are left out, and so
are `names.txt`, whose sentences were written around names that are words, and the parts of compounds that stand in two
words as a recogniser writes them ("oros anmälan").

The weights of doubt are fitted with the list that stands (`fit_confidence.py`), so the two are made together: a new
list tells 36 such parts apart from words, and knows 731 words more, but moves what is doubted.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTES = ROOT / "models" / "training"
TARGET = ROOT / "dictate" / "speech" / "common_words.txt"
_FEWEST = 2
_BESIDES = "names.txt"
_MARKS = re.compile(r"\[\[.*?\]\]|\{\w+\}|^#.*$|^[\w, -]+ \|", re.MULTILINE)
_OPENS = frozenset('\n.!?:–”"([')  # before the first word of a sentence, whose capital tells nothing


def counted(texts: list[str]) -> Counter[str]:
    """How often each word stands in the texts in lower case; one that is mostly written with a capital is a name."""
    lower: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    parted: Counter[str] = Counter()
    split: Counter[tuple[str, str]] = Counter()
    for text in texts:
        before = ""
        plain = _MARKS.sub(lambda mark: " x " if mark[0].startswith("[[") else " ", f"\n{text}")
        for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", plain):
            split[before, match[0].lower()] += 1
            before = match[0].lower()
            first = plain[: match.start()].rstrip(" ")[-1:] in _OPENS
            (lower if match[0].islower() else opening if first else capital)[match[0].lower()] += 1
    found = Counter(
        {word: times + opening[word] + capital[word] for word, times in lower.items() if times >= capital[word] / 3}
    )
    for word, times in split.items():
        first, rest = word
        if first + rest in found:
            parted[first] += times
    return Counter({word: times for word, times in found.items() if parted[word] < times / 2})


def main() -> None:
    words = counted(
        [path.read_text(encoding="utf-8") for path in sorted(NOTES.rglob("*.txt")) if path.name != _BESIDES]
    )
    kept = sorted((word for word, times in words.items() if times >= _FEWEST), key=lambda word: (-words[word], word))
    head = "# Made by scripts/common_words.py: the words of our training notes, the commonest first.\n"
    TARGET.write_text(head + "\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(kept)} ord i {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
