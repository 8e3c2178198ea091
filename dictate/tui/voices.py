"""Who is who in a recorded conversation: each voice is heard, and named once by its role."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.journal.voices import Choice, Heard, choices, heard
from dictate.session import Session
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.phrases import count, duration
from dictate.tui.player import Player, told_on
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.write_soon import WritesSoon
from redaction.roles import all_roles, is_child, usual_voices

_MOST = 9
"""Roles under a digit; any other is written."""
_WORDS = 110
"""Characters of the first words that a row is given; it cuts them where it is narrower."""


class Voices(WritesSoon, Page[None]):
    """Names the voices of a note; each name is kept at once."""

    HELP = (
        "Här står rösterna som hördes i inspelningen, i den ordning de först talar: hur många gånger de tar ordet, hur "
        "länge de talar och vad de säger först. P spelar upp några sekunder av rösten du står på.\n\n"
        "Tryck på siffran framför rollen, så får rösten den. Ärendets personer står först. A skriver en egen roll. "
        "Det barnet säger läggs under Barnets röst, och ingen annans ord hamnar där. Har samma person delats i två "
        "röster ger du båda samma roll. En röst kan lämnas utan namn.\n\n"
        "U ångrar. Enter går till anteckningen; därifrån kommer du tillbaka hit med O. Rollerna sparas krypterat med "
        "anteckningen och står inte i dokumentet. Där två talar i mun på varandra kan orden ha fått fel röst: lyssna."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "digit(1)", "Välj roll", key_display="1–9"),
        *(Binding(str(number), f"digit({number})", "Välj roll", show=False) for number in range(2, _MOST + 1)),
        Binding("a,A", "other", "Annan roll"),
        Binding("p,P", "hear", "Lyssna"),
        Binding("delete", "unname", "Utan namn"),
        Binding("u,U", "undo", "Ångra"),
        Binding("enter", "done", "Klar", priority=True),
        Binding("escape", "later", "Senare"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, session: Session, *, from_note: bool = False) -> None:
        """`from_note` where the user comes from the note, and goes back to it."""
        super().__init__()
        self.session = session
        self.player = Player(told_on(self))
        self._from_note = from_note
        self._voices: tuple[Heard, ...] = ()
        self._choices: tuple[Choice, ...] = ()
        self._named = 0
        self._sound = session.sound.can_hear_voices

    def body(self) -> ComposeResult:
        yield Static(id="lead", classes="lead", markup=False)
        columns = (Column(), Column(), Column(widest=24), Column(), Column(), Column(fills=True, needs=60))
        yield RowList(columns, id="voices")
        yield Static(id="whom", classes="lead", markup=False)
        yield RowList((Column(), Column(), Column(widest=40), Column(fills=True)), id="roles", one_click=True)

    def on_mount(self) -> None:
        self.begin_writing()
        self.query_one("#roles", RowList).can_focus = False
        self.query_one("#voices", RowList).focus()
        self._draw()

    def on_unmount(self) -> None:
        self.end_writing()
        self.player.close()

    # -- drawing --------------------------------------------------------------------------------------------------

    def _draw(self, here: str = "") -> None:
        self._voices = heard(self.session.note)
        self._choices = choices(self.session.lexicon)[:_MOST]
        left = sum(not voice.role for voice in self._voices)
        self.title_bar("Vem talar?", f"{left} utan namn" if left else "✓ alla har namn")
        lead = "En enda röst hördes i inspelningen." if len(self._voices) == 1 else "Säg en gång vem varje röst är."
        self.query_one("#lead", Static).update(lead)
        self.query_one("#voices", RowList).show([self._row(voice) for voice in self._voices], here)
        self._draw_roles()

    def _row(self, voice: Heard) -> Row:
        shape, tone = ("✓", "ready") if voice.role else ("○", "todo")
        said = f"”{_first(voice.words, _WORDS)}”" if voice.words else "(inga ord gick att uppfatta)"
        cells = (
            Cell(shape, tone),
            Cell(f"Röst {voice.number}", "plain" if voice.role else "strong"),
            Cell(voice.role or "utan namn", "plain" if voice.role else "quiet"),
            Cell(count(voice.turns, "gång", "gånger"), "quiet"),
            Cell(duration(voice.seconds), "quiet"),
            Cell(said),
        )
        return Row(str(voice.number), cells)

    def _draw_roles(self) -> None:
        voice = self._present
        self.query_one("#whom", Static).update(f"Röst {voice.number} är" if voice else "")
        under = self._childs_heading()
        rows = [
            Row(
                one.role,
                (
                    Cell(str(digit), "strong"),
                    Cell(one.role),
                    Cell(one.who, "quiet"),
                    Cell(f"→ {under}" if one.child and under else "", "quiet"),
                ),
            )
            for digit, one in enumerate(self._choices, 1)
        ]
        roles = self.query_one("#roles", RowList)
        roles.only_read = not voice or all(voice.role != one.role for one in self._choices)
        roles.show(rows, voice.role if voice else "")
        self.refresh_bindings()

    def _childs_heading(self) -> str:
        """What the template calls the child's voice, "" where it has no such section."""
        template = self.session.template
        section = template.holding("barnets_rost")
        return template.section(section).heading if section != template.fallback else ""

    @property
    def _present(self) -> Heard | None:
        key = self.query_one("#voices", RowList).key
        return next((voice for voice in self._voices if str(voice.number) == key), None)

    # -- what the user does ---------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that can do nothing here is drawn dim (None)."""
        if action in ("later", "back"):
            return (action == "back") == self._from_note
        if action == "unname":
            return bool(self._voices and self._present and self._present.role) or None
        if action == "undo":
            return bool(self._named) or None
        if action == "hear":
            return self._sound or None
        if action == "digit":
            return parameters[0] in range(1, len(self._choices) + 1) or None
        return True

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        if event.rows.id == "voices":
            self.say("")
            self._draw_roles()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """A click on the voice where one is plays it; a click on a role names the voice."""
        if event.rows.id == "roles":
            self._give(event.key)
        elif self._sound:
            self.action_hear()

    def action_digit(self, number: int) -> None:
        """The present voice has the role under that digit."""
        if number <= len(self._choices):
            self._give(self._choices[number - 1].role)

    def action_other(self) -> None:
        """Asks for a role in the user's own words."""
        voice = self._present
        if voice is None:
            return
        told = "Skriv en roll, inget namn: mormodern, tolken, barnet 2. Pilarna väljer bland vanliga roller."
        options = tuple(dict.fromkeys((*usual_voices(), *all_roles())))
        line = Line("Roll", voice.role, "mormodern, tolken …", options=options, required=True, told=told)
        box = Lines(f"Röst {voice.number} är", [line])
        self.app.push_screen(box, lambda answers: self._give(answers[0]) if answers else None)

    def action_unname(self) -> None:
        """The present voice has no name any more."""
        self._give("")

    def _give(self, role: str) -> None:
        voice = self._present
        if voice is None:
            return
        before = self.session.note
        if not self.attempt(lambda: self.session.name_voice(voice.number, role)):
            return
        self._named += self.session.note is not before
        self.player.stop()
        self._draw(self._next(voice.number) if role else str(voice.number))
        self.say(
            f"Röst {voice.number} är {role}.{self._told(role)}" if role else f"Röst {voice.number} har inget namn."
        )

    def _next(self, number: int) -> str:
        """The voice after that one that has no role, else the one before it, else itself."""
        roles = {one.number: one.role for one in heard(self.session.note)}
        unnamed = [one for one in (*range(number + 1, len(roles) + 1), *range(1, number)) if not roles[one]]
        return str(unnamed[0] if unnamed else number)

    def _told(self, role: str) -> str:
        section = self.session.template.holding("barnets_rost")
        if is_child(role) and (under := self._childs_heading()):
            lies = sum(one.section == section for one in self.session.note.sentences)
            return f" {count(lies, 'mening', 'meningar')} under {under}."
        if any(not one.role for one in self._voices):
            return ""
        return f" Enter {'går tillbaka till' if self._from_note else 'öppnar'} anteckningen."

    def action_undo(self) -> None:
        """Takes back the latest name."""
        if self._named and self.attempt(self.session.undo):
            self._named -= 1
            self._draw()
            self.say("Ångrat.")

    # -- hearing --------------------------------------------------------------------------------------------------

    def action_hear(self) -> None:
        """Plays some seconds of the present voice; again stops it."""
        voice = self._present
        if self.player.active or voice is None:
            self.player.stop()
            return
        self.say(f"Du hör röst {voice.number}. P tystar.")
        self.player.play(lambda ended: self.session.sound.hear_voice(voice.number, ended))

    # -- the end --------------------------------------------------------------------------------------------------

    def action_done(self) -> None:
        """To the note; who has no name stays without, and is not asked about again."""
        if self.attempt(self.session.leave_voices):
            self.dismiss(None)

    def action_later(self) -> None:
        """To the note; the voices are asked about again if none of them has a name."""
        self.dismiss(None)

    def action_back(self) -> None:
        """To the note that the user came from."""
        self.dismiss(None)


def _first(words: str, width: int) -> str:
    """The first words, as many as there is room for."""
    return words if len(words) <= width else words[:width].rsplit(" ", 1)[0].rstrip(" ,.") + " …"
