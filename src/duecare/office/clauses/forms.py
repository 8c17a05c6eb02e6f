"""Forms about clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duecare.guidance.clauses import KINDS
from duecare.office.clauses.acts import Bound, Conceded, library
from duecare.office.clauses.making import DOCUMENTS, FORMS
from duecare.office.clauses.models import LEFT_OUT, Annex, Kind, Strength
from duecare.office.decisions.forms import Making, a_day, long_text
from duecare.office.evidence.access import readable
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User

BINDING: Final = ("which", "owner", "due_on", "before", "consequence", "hurt")
"""What is said of conditions that are made of what was signed."""


class Beginning(forms.Form):
    """Which clauses to offer."""

    paper = forms.ChoiceField(label=gettext_lazy("Kind of paper"), choices=Kind.choices)
    strength = forms.ChoiceField(
        label=gettext_lazy("Strength of the words"), required=False,
        choices=[("", gettext_lazy("By the findings")), *Strength.choices],
        help_text=gettext_lazy("By the findings: firm where something serious or critical is raised, else standard."),
    )  # fmt: skip
    with_open = forms.BooleanField(
        label=gettext_lazy("Also clauses that answer what is only open"), required=False,
        help_text=gettext_lazy("Better find the answers first: most open questions call for no clause."),
    )  # fmt: skip


class Wording(forms.Form):
    """The words of one clause."""

    strength = forms.ChoiceField(
        label=gettext_lazy("What do the words amount to?"),
        choices=[*Strength.choices, (LEFT_OUT, gettext_lazy("Leave the clause out"))],
        help_text=gettext_lazy("Light words count as no safeguard. Weaker than the first offer is a concession."),
    )  # fmt: skip
    words = long_text(
        gettext_lazy("Words, one numbered sentence a line"), 20_000, required=False, rows=14,
        help_text=gettext_lazy("A line that begins with “- ” is a point under the line before. What stands in braces "
                               "is filled in from the deal or by you."),
    )  # fmt: skip
    note = long_text(gettext_lazy("Why this change?"), 2_000, required=False, rows=2)


class PuttingIn(forms.Form):
    """One more clause of the library."""

    clause = forms.ChoiceField(label=gettext_lazy("Clause"))
    strength = forms.ChoiceField(label=gettext_lazy("Strength of the words"), choices=Strength.choices)

    def __init__(self, annex: Annex, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        groups: dict[str, list[tuple[str, str]]] = {}
        for where, paper in self._places(annex):
            for one in library().fit(paper):
                if f"{where}:{one.id}" not in annex.clauses:
                    name = KINDS[one.kind] if where == "annex" else _("Schedule: %(kind)s") % {"kind": KINDS[one.kind]}
                    groups.setdefault(name, []).append((f"{where}:{one.id}", one.title))
        self.fields["clause"].choices = list(groups.items())  # type: ignore[attr-defined]

    @staticmethod
    def _places(annex: Annex) -> Iterator[tuple[str, str]]:
        yield "annex", annex.paper
        if schedule := library().forms[annex.paper].schedule:
            yield "schedule", schedule


class Filling(forms.Form):
    """What stands in place of the placeholders that people fill in."""

    def __init__(self, asked: Mapping[str, str], values: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data, initial=dict(values))
        for name, meaning in asked.items():
            self.fields[name] = forms.CharField(
                label=meaning[:1].upper() + meaning[1:], max_length=500, required=False,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )  # fmt: skip


class TakingOut(forms.Form):
    """Which paper of an annex, as which file, and for whom."""

    paper = forms.ChoiceField(label=gettext_lazy("Paper"), choices=DOCUMENTS)
    form = forms.ChoiceField(label=gettext_lazy("File"), choices=FORMS)
    mark = forms.ChoiceField(label=gettext_lazy("For whom"))

    def __init__(self, data: Any = None, *, counsel: bool) -> None:
        super().__init__(data, auto_id="take_%s")
        marks = [("confidential", _("Confidential")), ("internal", _("Internal"))]
        self.fields["mark"].choices = [*marks, ("privileged", _("Privileged"))] if counsel else marks  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("paper") == "annex" and said.get("mark") == "privileged":
            self.add_error("mark", _("What is sent to the other side cannot be privileged."))
        return said


class _Paper(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of papers on file, by their titles."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.captured_on:%Y-%m-%d})"


class Binding(Making):
    """Conditions of what is signed, made together: which, who sees to them, by when, before which gate."""

    reference = title = text = wanted = None  # type: ignore[assignment]  # each condition has its safeguard's own
    use_required_attribute = False  # where none is ticked, nothing else is needed
    which = forms.MultipleChoiceField(
        label=gettext_lazy("Which conditions does it make?"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One for each duty that its clauses carry, in words that count. Each waits for the "
                               "proof that the safeguard works: the signature alone proves nothing."),
        error_messages={
            "required": gettext_lazy("Tick one at least."),
            "invalid_choice": gettext_lazy("The list has changed since the page was opened. Look at it again."),
        },
    )  # fmt: skip
    field_order = BINDING

    def __init__(self, annex: Annex, found: Mapping[str, Bound], *given: Any, **named: Any) -> None:
        super().__init__(annex.case, *given, **named)
        self.fields["owner"].label = _("Who sees to them?")
        self.fields["before"].label = _("Which gate waits for them?")
        self.fields["consequence"].label = _("What follows if one fails?")
        which = self.fields["which"]
        which.initial = list(found)
        which.choices = [(key, _shown(one)) for key, one in found.items()]  # type: ignore[attr-defined]


def _shown(one: Bound) -> str:
    """A condition as it is ticked: what has to be so, the clauses it comes from, and what would prove it."""
    said = _("In: %(clauses)s. Proof: %(proof)s") % {
        "clauses": "; ".join(one.clauses),
        "proof": one.draft["wanted"],
    }
    return format_html('<span>{} <span class="soft">{}</span></span>', one.draft["title"], said)


class SigningForm(Binding):
    """That a version was signed, a reason for each concession, and the conditions that the same act makes of it."""

    evidence = _Paper(
        queryset=Evidence.objects.none(), label=gettext_lazy("The signed paper, on file"),
        empty_label=gettext_lazy("Choose a paper"), help_text=gettext_lazy("File it as evidence first."),
    )  # fmt: skip
    on = a_day(gettext_lazy("Signed on"))
    theirs = forms.CharField(label=gettext_lazy("Who signed for the other side?"), max_length=200)
    ours = forms.CharField(label=gettext_lazy("Who signed for our side?"), max_length=200)

    def __init__(
        self, user: User, annex: Annex, lost: Sequence[Conceded], found: Mapping[str, Bound], data: Any = None
    ) -> None:
        super().__init__(annex, found, data)
        self.lost = lost
        papers = readable(user, annex.case).filter(withdrawn_at=None)
        self.fields["evidence"].queryset = papers  # type: ignore[attr-defined]
        self.fields["which"].required = False
        self.fields["which"].help_text = _("%(about)s Untick what shall make none.") % {
            "about": Binding.base_fields["which"].help_text
        }
        names = {**dict(Strength.choices), LEFT_OUT: _("left out")}
        for number, one in enumerate(lost):
            named = {
                "title": one.title,
                "offered": str(names[one.offered]).lower(),
                "kept": str(names[one.kept]).lower(),
            }
            self.fields[f"why_{number}"] = long_text(
                _("“%(title)s” went from %(offered)s to %(kept)s. Why?") % named, 2_000, rows=2
            )
            self.fields[f"instead_{number}"] = long_text(
                _("What stands in place of “%(title)s”?") % named, 2_000, rows=2,
                help_text=_("If nothing does, say so: the finding then stands as it was."),
            )  # fmt: skip

        if not found:
            for name in BINDING:
                del self.fields[name]
        elif data is not None and not self["which"].data:  # none is made, so that nothing has to be said of them
            for name in BINDING:
                self.fields[name].required = False
        self.order_fields([name for name in self.fields if name not in BINDING])

    def clean(self) -> dict[str, Any]:
        return super().clean() if self.cleaned_data.get("which") else self.cleaned_data

    @property
    def reasons(self) -> dict[str, tuple[str, str]]:
        """Of each clause conceded: why, and what stands in its place."""
        said = self.cleaned_data
        return {one.clause: (said[f"why_{n}"], said[f"instead_{n}"]) for n, one in enumerate(self.lost)}

    @property
    def binding(self) -> dict[str, Any]:
        """The conditions that are ticked and what holds for them; nothing where none is."""
        said = self.cleaned_data
        return {name: said[name] for name in BINDING} if said.get("which") else {}
