"""What an item's own words say, for the terminal: the label first, then capabilities, mode, definitions, questions."""

from __future__ import annotations

from collections.abc import Sequence

from duecare.guidance import Guidance
from duecare.items import Quote, Scope, taxonomy
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import OPEN, clean, listed, lowered, words

_SAID = {
    "intended": "Intended surveillance capabilities: the text offers it for watching, intercepting, identifying or "
    "locating people.",
    "unintended": "Unintended surveillance capabilities: made for something else, and able to be used for it.",
    "none": "No surveillance capability in these words.",
}
_UNSURE = "Unsure: the words do not settle it. Likeliest: {label} ({chance}). The first question below would."
_CAVEAT = {
    "none": "A text can leave out what a product can do; silence is not clearance.",
    "intended": "", "unintended": "",
}  # fmt: skip
_VERDICT_MARK = {"met": "raised", "not met": "clear", "open": "open"}
LINE = 110


def scope_text(scopes: Sequence[Scope], guidance: Guidance, *, full: bool = False, to_file: bool = False) -> str:
    """The results as text; `full` adds every element of the definitions and every sentence."""

    def write(sheet: Sheet) -> None:
        for number, scope in enumerate(scopes):
            if number:
                sheet.blank()
                sheet.paragraph("─" * 40, "dim")
            _scope(scope, guidance, sheet, full=full)

    return printed(write, to_file=to_file)


def _scope(scope: Scope, guidance: Guidance, sheet: Sheet, *, full: bool) -> None:
    entries = taxonomy()
    names = [document.name for document in scope.documents if document.name != "text"]
    if names:
        sheet.paragraph(clean(", ".join(names)), "dim")
    if scope.sure:
        sheet.paragraph(_SAID[scope.label], "bold")
        others = ", ".join(f"{name} {_chance(chance)}" for name, chance in scope.probabilities.items())
        sheet.paragraph(f"{_CAVEAT[scope.label]} Probability: {others}.".strip())
    else:
        sheet.paragraph(_UNSURE.format(label=scope.label, chance=_chance(scope.probabilities[scope.label])), "bold")
    if scope.quotes:
        sheet.paragraph("On the words: " + "; ".join(f"“{clean(quote.words)}”" for quote in scope.quotes) + ".")
    if scope.categories:
        sheet.heading("Capabilities")
    for category in scope.categories:
        entry = entries.get(category.code)
        title = entry.title if entry else words(category.code)
        found = "" if category.by_lexicon else ", by the words as a whole"
        sheet.marked(sheet.marks["raised"], f"{title} ({category.code}, share {_chance(category.probability)}{found})")
        for quote in category.quotes[: None if full else 3]:
            sheet.paragraph(_quoted(quote), "dim", indent=4)
    _modes(scope, sheet)
    _definitions(scope, guidance, sheet, full=full)
    if scope.services:
        sheet.heading("Services that come with it")
        for service, quote in scope.services:
            sheet.marked(sheet.marks["raised"], f"{words(service)}: {_quoted(quote)}")
    if scope.set_aside and (full or scope.label == "none"):
        sheet.heading("Read and set aside")
        for why, code, quote in scope.set_aside:
            sheet.marked(sheet.marks["clear"], f"{words(code)}, {why}: {_quoted(quote)}")
    if scope.questions:
        sheet.heading("Open questions")
        for number, question in enumerate(scope.questions, start=1):
            sheet.paragraph(f"{number}. {question.text} ({question.fact})")
    if scope.notes:
        sheet.heading("Not read")
        for note in scope.notes:
            sheet.marked(sheet.marks["open"], clean(note))


def _modes(scope: Scope, sheet: Sheet) -> None:
    stated = [fact for fact in scope.facts if fact.fact != "item.capability"]
    if not stated:
        return
    sheet.heading("Mode, as far as the text says")
    for fact in stated:
        value = "yes" if fact.value is True else "no" if fact.value is False else words(str(fact.value))
        on = f": {_quoted(fact.quotes[0])}" if fact.quotes else ""
        sheet.marked(sheet.marks["raised"], f"{words(fact.fact.removeprefix('item.'))}: {value}{on}")


def _definitions(scope: Scope, guidance: Guidance, sheet: Sheet, *, full: bool) -> None:
    sheet.heading("Definitions", "What does not stand in the text is open, not absent.")
    for definition in scope.definitions:
        entry = guidance.entries.get(definition.id)
        title = f"{entry.title} ({definition.id})" if entry else definition.id
        opened = [element.id.rsplit("/", 1)[1] for element in definition.elements if element.verdict == OPEN]
        failed = [element.id.rsplit("/", 1)[1] for element in definition.elements if element.verdict == "not met"]
        alone = [element.id.rsplit("/", 1)[1] for element in definition.elements if element.alternative]
        said = [f"not met: {listed(failed)}"] if failed else []
        said += [f"open: {listed(opened)}"] if opened else []
        said += [f"{listed(alone, last='or')} would meet it alone"] if alone and definition.verdict == OPEN else []
        total = len(definition.elements)
        met = total - len(opened) - len(failed)
        summary = f"{met} of {total} elements met" + (f"; {'; '.join(said)}" if said else "")
        sheet.marked(sheet.marks[_VERDICT_MARK[definition.verdict]], f"{definition.verdict}: {title}. {summary}")
        if full:
            for element in definition.elements:
                row = guidance.entries.get(element.id)
                text = lowered(clean(row.text)) if row else ""
                members = f" ({', '.join(words(member) for member in element.members)})" if element.members else ""
                short = element.id.rsplit("/", 1)[1]
                sheet.marked(
                    sheet.marks[_VERDICT_MARK[element.verdict]], f"{short} {element.verdict}{members}: {text}", indent=2
                )
                sheet.paragraph(element.why, "dim", indent=6)
                for quote in element.quotes:
                    sheet.paragraph(_quoted(quote), "dim", indent=6)


def _chance(chance: float) -> str:
    """A probability in whole percent, never all or nothing."""
    return "over 99%" if chance > 0.99 else "under 1%" if chance < 0.01 else f"{chance:.0%}"


def _quoted(quote: Quote) -> str:
    """The words in their sentence, and where it stands."""
    sentence = clean(quote.sentence)
    where = "" if quote.document == "text" else f" ({clean(quote.document)}, {quote.unit} {quote.page})"
    if len(sentence) > LINE:
        middle = max(sentence.find(clean(quote.words)), 0)
        first = max(0, min(middle - LINE // 3, len(sentence) - LINE))
        cut = sentence[first : first + LINE].strip()
        sentence = f"{'… ' if first else ''}{cut}{' …' if first + LINE < len(sentence) else ''}"
    return f"“{clean(quote.words)}” in: {sentence}{where}" if sentence != clean(quote.words) else f"“{sentence}”{where}"
