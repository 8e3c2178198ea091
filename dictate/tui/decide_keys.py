"""The keys of the review that deal with what is marked: a decision on a finding, a doubtful word, a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from dictate.journal.note import Decision, NoteFinding
from dictate.tui.alike import Alike, Answer, Scope
from dictate.tui.drafts import Draft
from dictate.tui.phrases import count
from dictate.tui.review_keys import ReviewKeys
from dictate.tui.role import Role
from redaction.finding import LABEL_WORDS

if TYPE_CHECKING:
    from dictate.journal.checks import CheckResult
    from dictate.journal.doubts import Doubt
    from dictate.tui.place import Mark

GROUP = Binding.Group("beslut")


class DecideKeys(ReviewKeys):
    """Goes with the review screen."""

    KEYS: ClassVar[list[Binding]] = [
        Binding("b,B", "decide('keep')", "Behåll", group=GROUP),
        Binding("r,R", "role", "Ersätt med roll", group=GROUP),
        Binding("m,M", "decide('mask')", "Maskera", group=GROUP),
        Binding("t,T", "decide('remove')", "Ta bort", group=GROUP),
        Binding("a,A", "alike", "Alla liknande", group=GROUP),
        Binding("b,B", "confirm", "Stämmer", group=GROUP),
        Binding("1", "heard(1)", "Byt till det andra som hördes", key_display="1–9", group=GROUP),
        *(Binding(str(at), f"heard({at})", "Byt till det andra som hördes", show=False) for at in range(2, 10)),
        Binding("a,A", "confirm_alike", "Alla likadana", group=GROUP),
        Binding("enter", "meet", "Åtgärda", group=GROUP),
        Binding("l,L", "waive", "Låt passera", group=GROUP),
    ]
    FOR: ClassVar[dict[str, tuple[str, ...]]] = {
        "data": ("decide", "role", "alike"),
        "doubt": ("confirm", "heard", "confirm_alike"),
        "check": ("meet", "waive"),
    }

    DECIDE_ACTIONS: ClassVar[frozenset[str]] = frozenset(
        ("decide", "role", "alike", "confirm", "heard", "confirm_alike", "confirm_all", "meet", "waive")
    )

    def can_decide(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether the key fits what is marked here: no mark leaves the keys of findings, dim."""
        mark = self.order.mark(self.place.finding)
        if action == "confirm_all":
            return bool(self.order.left("doubt")) or None
        if action not in self.FOR[mark.kind if mark else "data"]:
            return False
        if mark is None:
            return None
        if action == "heard":
            at = parameters[0] if parameters else 1
            return mark.doubt is not None and isinstance(at, int) and len(mark.doubt.alternatives) >= at
        if action == "waive":
            return mark.remark is not None and not mark.remark.required
        return True

    # -- personal data --------------------------------------------------------------------------------------------

    def action_decide(self, decision: Decision) -> None:
        """Decides about the present finding and goes on to the next one."""
        self.carry_out(lambda: self.session.decide(self.place.finding, decision), then_next=True)

    def action_role(self) -> None:
        """Asks which role stands instead, the likeliest one filled in."""
        found = self.order.found(self.place.finding)
        if found:
            box = Role(found, self._suggested(found), self._roles_so_far(found), self._draft_of(found))
            self.app.push_screen(box, self._with_role)

    def _with_role(self, role: str | None) -> None:
        if role:
            self.carry_out(lambda: self.session.decide(self.place.finding, "role", role), then_next=True)

    def _suggested(self, found: NoteFinding) -> str:
        """The role that it has already, else what the session suggests."""
        return found.role or self.session.suggested_role(found)

    def _roles_so_far(self, like: NoteFinding) -> tuple[str, ...]:
        """The roles that findings of the same sort have; "[adress]" says what was taken out and is nobody's role."""
        of_sort = [found for found in self.session.note.findings if found.finding.label == like.finding.label]
        return tuple(dict.fromkeys(found.role for found in of_sort if found.role and not found.role.startswith("[")))

    def _draft_of(self, found: NoteFinding) -> Draft:
        return Draft(self.session.application, f"role:{self.session.note.id}:{found.id}")

    def action_alike(self) -> None:
        """Asks for one decision about everything that reads the same, is of the same sort, or waits."""
        found = self.order.found(self.place.finding)
        if found:
            left = self.session.note.undecided
            label = found.finding.label
            scopes = (
                Scope("alike", found.finding.text, len(self.session.alike(found.id))),
                Scope("label", f"alla av sorten {LABEL_WORDS[label]}", sum(one.finding.label == label for one in left)),
                Scope("all", "allt som väntar på beslut", len(left)),
            )
            box = Alike(found, [one for one in scopes if one.number], self._suggested(found), self._draft_of(found))
            self.app.push_screen(box, lambda answer: self._all_alike(found, answer))

    def _all_alike(self, found: NoteFinding, answer: Answer | None) -> None:
        if answer is None:
            return
        if answer.scope == "alike":
            change = lambda: self.session.decide_alike(found.id, answer.decision, answer.role)  # noqa: E731
        else:
            label = found.finding.label if answer.scope == "label" else None
            change = lambda: self.session.decide_all(answer.decision, label)  # noqa: E731
        self.carry_out(change, then_next=True)

    # -- doubtful words -------------------------------------------------------------------------------------------

    def _doubt(self) -> Doubt | None:
        mark: Mark | None = self.order.mark(self.place.finding)
        return mark.doubt if mark else None

    def action_confirm(self) -> None:
        """The word is right as it stands."""
        if doubt := self._doubt():
            self.carry_out(lambda: self.session.confirm([doubt]), then_next=True)

    def action_confirm_alike(self) -> None:
        """The word is right wherever it stands."""
        if doubt := self._doubt():
            alike = [one for one in self.session.doubts() if one.text.casefold() == doubt.text.casefold()]
            self.carry_out(lambda: self.session.confirm(alike), then_next=True)

    def action_confirm_all(self) -> None:
        """Every doubtful word has been looked at."""
        from dictate.tui.ask import Ask

        left = count(self.order.left("doubt"), "osäkert ord", "osäkra ord")
        question = f"{left} är märkta i texten. Har du läst dem, och stämmer de?\n\nU ångrar."
        self.app.push_screen(Ask("Alla osäkra ord", question), lambda yes: self._all_seen() if yes else None)

    def _all_seen(self) -> None:
        self.carry_out(lambda: self.session.confirm(self.session.doubts()), then_next=True)

    def action_heard(self, number: int) -> None:
        """Writes what was also heard instead."""
        doubt = self._doubt()
        if doubt and number <= len(doubt.alternatives):
            self.carry_out(lambda: self.session.take_heard(doubt, doubt.alternatives[number - 1]), then_next=True)

    # -- checks ---------------------------------------------------------------------------------------------------

    def action_meet(self) -> None:
        """Goes to where the check can be met."""
        mark = self.order.mark(self.place.finding)
        if mark and mark.remark:
            self.to_remark(mark.remark)

    def action_waive(self) -> None:
        """Asks why, then lets the remark pass."""
        from dictate.tui.checks import Reason

        mark = self.order.mark(self.place.finding)
        if mark and mark.remark:
            remark = mark.remark
            self.app.push_screen(Reason.of(self.session, remark), lambda reason: self._waive(remark, reason))

    def _waive(self, remark: CheckResult, reason: str | None) -> None:
        if reason and self.carry_out(lambda: self.session.waive(remark, reason)):
            self.look_again()
