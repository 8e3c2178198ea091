"""Web addresses and user names: www..., @name, name_name, name.name and name123 near a service or "kallar sig"."""

from __future__ import annotations

from collections.abc import Iterable

from redaction.detector import Evidence, finding
from redaction.detectors.context import near
from redaction.detectors.data import DetectorData, function_words
from redaction.finding import Finding
from redaction.numerals import number_word
from redaction.passage import Passage, Token

_DATA, _ACCOUNT = DetectorData("handle"), DetectorData("account")
_GLUE = frozenset("._/-@:?=&#~%+")
_LONGEST_SAID = 12
_LONGEST = 60  # tokens of one name or address


class HandleDetector:
    """Finds HANDLE."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        index = 0
        while index < len(passage.tokens):
            last = _glued_end(passage, index)
            item = _chunk(passage, index, last) or _spoken_web(passage, index)
            if item:
                yield item
            index = last + 1


def _glued_end(passage: Passage, index: int) -> int:
    """The last token that hangs together with `index` by letters, digits and the signs of names and addresses."""
    last = index
    while last + 1 < len(passage.tokens) and last - index < _LONGEST:
        token = passage.tokens[last + 1]
        if passage.spaced(last + 1) or not (token.is_word or token.is_digits or token.text in _GLUE):
            break
        last += 1
    while last > index and passage.tokens[last].text in "._/-:?=&#~%+" and passage.tokens[last].text not in "_/":
        last -= 1
    return last


def _chunk(passage: Passage, first: int, last: int) -> Finding | None:
    tokens = passage.tokens[first : last + 1]
    start, end = tokens[0].start, tokens[-1].end
    text = passage.text[start:end]
    lower = text.lower()
    if not any(token.is_word for token in tokens):
        return None
    if _is_web(tokens, lower):
        return finding(passage, start, end, "HANDLE", Evidence(_DATA.weight("url"), "webbadress"))
    if text.startswith("@") and len(tokens) > 1:
        return finding(passage, start, end, "HANDLE", Evidence(_DATA.weight("at"), "användarnamn med @"))
    if "@" in text or lower in _DATA.words("never"):
        return None
    introduced = _introduced(passage, first)
    platform = near(passage, first, last, _DATA.words("platform"), 14, 8)
    shape = _shape(tokens, text, named=bool(introduced or platform), sure=_surely(passage, first, introduced, platform))
    if shape is None or (shape == "digits" and not (introduced or platform)):
        return None
    reasons = {
        "underscore": "understreck som i ett användarnamn",
        "dotted": "punkt inne i namnet",
        "digits": "bokstäver och siffror ihop",
        "mixed": "siffror mitt i ett ord",
        "word": "namn på ett konto",
    }
    return finding(
        passage,
        start,
        end,
        "HANDLE",
        Evidence(_DATA.weight(shape), reasons[shape]),
        Evidence(_DATA.weight("introduced"), f"efter ”{introduced}”") if introduced else None,
        Evidence(_DATA.weight("context"), f"ordet ”{platform}” intill") if platform else None,
    )


def _is_web(tokens: tuple[Token, ...], lower: str) -> bool:
    if lower.startswith(("http://", "https://", "www.")) and len(tokens) > 2:
        return True
    if "." not in lower or "@" in lower:
        return False
    host = lower.split("/", 1)[0].split(".")
    return (
        host[-1] in _DATA.words("domains")
        and len(host[-2]) >= 3
        and all(part for part in host)
        and not any(part[0].isdecimal() and part.isdecimal() for part in host)
        and tokens[0].is_word
    )


def _surely(passage: Passage, first: int, introduced: str, platform: str) -> bool:
    """Whether the words before leave no doubt that a user name follows, whatever it looks like."""
    if introduced and platform:
        return True
    return introduced in _DATA.words("sure") or " ".join(passage.before(first, 2)) == _DATA.table("words")["sure_pair"]


def _shape(tokens: tuple[Token, ...], text: str, *, named: bool, sure: bool) -> str | None:
    """What makes the chunk look like a user name; `named` when a service or "kontot" is near, `sure` for no doubt."""
    signs = {token.text for token in tokens if not (token.is_word or token.is_digits)}
    if "_" in signs and len(text) > 3 and text.strip("_"):
        return "underscore"
    if signs & {"/", ":", "-"}:
        return None
    if "." in signs:
        return "dotted" if _dotted(tokens, named) else None
    if signs:
        return None
    kinds = "".join("a" if token.is_word else "9" for token in tokens)
    if kinds.startswith("a9a") and len(text) > 5:
        return "mixed"
    if named and kinds == "a" and len(text) > 5 and text[0].islower() and not text.islower():  # "samirKaj"
        return "mixed"
    if (kinds.startswith("a9") and len(tokens[0].text) > 2) or (kinds.startswith("9a") and len(tokens[1].text) > 3):
        return "digits"
    return "word" if sure and kinds == "a" and len(text) >= 6 else None


def _dotted(tokens: tuple[Token, ...], named: bool) -> bool:
    """ "smulan.nrk", "elin.under.ytan", "kerriko.09"; not "utv.samtal", "hem.Hon" or "kl.15"."""
    parts = [token for token in tokens if token.is_word or token.is_digits]
    if len(parts) < 2 or parts[-1].is_capital or not parts[0].is_word:
        return False
    if named:
        return max(len(part.text) for part in parts) > 3
    words = [part for part in parts if part.is_word]
    first = parts[0].lower
    no_vowel = not set(first[-2:]) & set("aeiouyåäö")
    shortened = len(first) < 3 or no_vowel or parts[0].is_capital or first in _DATA.words("shortened")
    function = any(part.lower in function_words() for part in words)
    return len(words) == len(parts) and not shortened and not function and (len(parts) > 2 or len(parts[-1].text) > 2)


def _introduced(passage: Passage, index: int) -> str:
    """The word that introduces a name straight before `index`: "kontot X", "kallar sig X", "alias X", "heter X"."""
    before = [word for word in passage.before(index, 4) if word.isalpha()]
    if before and before[-1] == "sig" and len(before) > 1 and before[-2] in _DATA.words("reflexive"):
        return before[-2] + " sig"
    if len(before) > 1 and before[-1] in ("är", "heter") and before[-2] in _DATA.words("introduces"):
        return before[-2]
    if before and before[-1] in _DATA.words("introduces"):
        return before[-1]
    return ""


def _spoken_web(passage: Passage, index: int) -> Finding | None:
    """ "www punkt exempel punkt se", "anna understreck nio"."""
    tokens = passage.tokens
    word = tokens[index].lower
    if word == "www" and passage.after(index, 1) == ("punkt",):
        last = index
        while last + 2 < len(tokens) and tokens[last + 1].lower == "punkt" and tokens[last + 2].is_word:
            last += 2
        return finding(
            passage,
            tokens[index].start,
            tokens[last].end,
            "HANDLE",
            Evidence(_DATA.weight("url"), "uttalad webbadress"),
        )
    end = _said_name_ends(passage, index)
    if end is None:
        return None
    reason = Evidence(_DATA.weight("underscore"), "uttalat användarnamn")
    return finding(passage, tokens[index].start, tokens[end].end, "HANDLE", reason)


def _said_name_ends(passage: Passage, index: int) -> int | None:
    """The last token of "anna understreck nio", or of "orten noll åtta live" straight after "kontot"."""
    tokens = passage.tokens
    if not tokens[index].is_word or tokens[index].lower in function_words() | _ACCOUNT.words("clearing"):
        return None
    introduced = bool(_introduced(passage, index) or set(passage.before(index, 1)) & _DATA.words("platform"))
    last, signs, points, digits = index, 0, 0, 0
    while last + 1 < len(tokens) and passage.spaced(last + 1) == " " and last - index < _LONGEST_SAID:
        word = tokens[last + 1].lower
        points += word == "punkt"
        sign = word == "understreck" or word == "punkt" or (word == "streck" and introduced)
        if sign and last + 2 < len(tokens) and (tokens[last + 2].is_word or tokens[last + 2].is_digits):
            last, signs = last + 2, signs + 1
        elif (signs or introduced) and (tokens[last + 1].is_digits or number_word(word) is not None):
            last, digits = last + 1, digits + 1
        else:
            break
    if not signs and digits < 2:
        return None
    if signs == points and not introduced and points < 2 and not _said_site(passage, index, last):
        return None  # "hem punkt sen" is dictation
    tail = last + 1 < len(tokens) and tokens[last + 1].is_word and passage.spaced(last + 1) == " "
    if introduced and digits and not signs and tail and tokens[last + 1].lower not in function_words():
        last += 1
    return last


def _said_site(passage: Passage, index: int, last: int) -> bool:
    """ "sidan exempel punkt se": a site's word before, a domain at the end."""
    return passage.tokens[last].lower in _DATA.words("domains") and bool(
        near(passage, index, last, _DATA.words("site"), 4, 0)
    )
