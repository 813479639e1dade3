"""What the command line prints of an ingestion and of an explanation; it reads as well in a file as on a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from rich.table import Table
from rich.text import Text

from assistant.catalogue import LANGUAGES, message
from assistant.explanation import ExplainedDecision, ExplainedPassage, ExplainedQuestion, Explanation
from assistant.reply import Generation
from ingest.changes import Changes, word_changes
from ingest.outcomes import IngestReport, in_percent
from ingest.readable import readable
from ingest.records import Fact, ParsedDocument
from ingest.summary import flaw_counts, passage_languages, quality_of, silences, stated

_CONTACTS = ("controller", "siren", "email", "hidden_email", "phone", "address", "web", "form", "member_area")
_SHOWN = 3
_AROUND = 8
"""Words that are printed around a change in a passage."""
_NONE = "–"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def table_of(report: IngestReport) -> Table:
    """What an ingestion did, one insurer a line."""
    columns = ("insurer", "status", "docs", "sect.", "pass.", "new", "lang", "tokens", "covered", "s")
    table = Table(*columns, box=None, pad_edge=False)
    for one in report.insurers:
        table.add_row(
            one.insurer,
            one.status,
            str(one.documents),
            str(one.sections),
            str(one.passages),
            str(one.embedded),
            "+".join(one.languages),
            f"{one.median_tokens}/{one.largest_tokens}",
            f"{in_percent(one.coverage)}%",
            f"{one.seconds:.1f}",
        )
    return table


def unexplained(report: IngestReport) -> Iterator[Text]:
    """A warning for each insurer in whose policy some text was not taken for anything."""
    for one in report.insurers:
        if one.status in ("published", "unchanged") and one.coverage < 1:
            yield Text(
                f"{one.insurer}: only {in_percent(one.coverage)}% of the text is covered; "
                "the report (--report) lists the rest",
                style="yellow",
            )


def understood(parsed: ParsedDocument) -> Iterator[Text]:
    """What was understood of a document, line by line, so that an operator sees at once what is wrong."""
    document = parsed.document
    languages = ", ".join(f"{code} {share:.0%}" for code, share in passage_languages(parsed))
    yield Text(f"{document.title}", style="bold")
    yield Text(f"  version    {document.version} ({document.date or 'undated'}), {document.format}, {languages}")
    if document.machine_translated:
        yield Text(
            "  machine-translated, says insurers.toml; remove machine_translated if it is not", style="yellow"
        )
    yield Text(f"  structure  {len(parsed.sections)} sections, {len(parsed.passages)} passages")
    for kind, things in stated(parsed.facts).items():
        shown = [_said(one.fact) for one in things[: None if kind in _CONTACTS else _SHOWN]]
        more = f" (+ {len(things) - len(shown)})" if len(things) > len(shown) else ""
        yield Text(f"  {_name(kind):<18} {len(things):>3}  {'; '.join(shown)}{more}")
    yield Text(f"  says nothing about: {', '.join(map(_name, silences(parsed.facts))) or '–'}", style="yellow")
    for conflict in parsed.conflicts:
        values = " / ".join(dict.fromkeys(fact.value for fact in conflict.facts))
        yield Text(f"  conflict   {_name(conflict.kind)}: {values}", style="yellow")
    flaws = ", ".join(f"{_name(flaw)} in {count} passages" for flaw, count in flaw_counts(parsed).most_common())
    yield Text(f"  quality    {quality_of(parsed):.0%}{f': {flaws}' if flaws else ''}")


def changed(changes: Changes) -> Iterator[Text]:
    """What changed, as a report to review: "+" added, "-" removed, "~" altered, changed words in [-…-] {+…+}."""
    counts = changes.counts()
    told = "; ".join(
        f"{what}: " + (", ".join(f"{number} {kind}" for kind, number in sorted(found.items())) or "none")
        for what, found in counts.items()
    )
    yield Text(f"{changes.insurer}, {changes.document}: {_versions(changes)}", style="bold")
    yield Text(f"  {told}")
    for fact in changes.facts:
        before, after = (_said(one) if one else "" for one in (fact.old, fact.new))
        yield _line(fact.kind, f"{_name(fact.shown.kind)}: {' → '.join(filter(None, (before, after)))}")
    for passage in changes.passages:
        text = passage.shown.text
        if passage.old and passage.new:
            text = marked_words(passage.old.text, passage.new.text)
        yield _line(passage.kind, f"{passage.shown.section or '–'}: {text}")


def marked_words(old: str, new: str) -> str:
    """A reworded text with what went as [-…-] and what came as {+…+}; long unchanged runs are shortened."""
    parts = []
    for kind, runs in groupby(word_changes(old, new), key=lambda run: run[0]):
        words = " ".join(run[1] for run in runs)
        parts.append({"removed": f"[-{words}-]", "added": f"{{+{words}+}}"}.get(kind) or _shortened(words))
    return " ".join(parts)


def terminal_language(environment: Mapping[str, str]) -> str:
    """The language of the locale, by the precedence of POSIX (LC_ALL, LC_MESSAGES, LANG); English without a French
    one."""
    locale = next((value for name in _LOCALE if (value := environment.get(name))), "")
    language = locale[:2].lower()
    return language if language in LANGUAGES else "en"


def explained(explanation: Explanation | None, language: str) -> Iterator[Table | Text]:
    """How a reply came about, table by table, at most 80 columns wide."""
    if explanation is None:
        yield Text(f"\n{_word(language, 'none')}")
        return
    yield _heading(language, "understood")
    yield _understood_table(explanation.understood, language)
    yield _heading(language, "decision")
    yield _decision_table(explanation.decision, language)
    if explanation.generation:
        yield _heading(language, "generation")
        yield _generation_table(explanation.generation, language)
    yield _heading(language, "candidates")
    yield _passage_table(explanation.candidates)
    yield _heading(language, "parts")
    yield _part_table(explanation.candidates, language)


def _heading(language: str, key: str) -> Text:
    return Text(f"\n{_word(language, key)}", style="bold")


def _understood_table(asked: ExplainedQuestion, language: str) -> Table:
    return _pairs(
        language,
        question=asked.text,
        language=asked.language,
        topics=_shares(asked.topics),
        outside=f"{asked.outside:.2f}",
        slots=_shares(asked.slots),
        action=asked.action,
        wish=f"{asked.wish:.2f}",
        audience=asked.audience or _NONE,
    )


def _decision_table(made: ExplainedDecision, language: str) -> Table:
    return _pairs(
        language,
        outcome=made.outcome,
        topic=made.topic,
        reason=made.reason,
        silent=_number(made.silent),
        missing=_number(made.missing),
    )


def _generation_table(written: Generation, language: str) -> Table:
    return _pairs(
        language,
        model=written.model,
        shown=str(written.shown),
        dropped=", ".join(f"{fault} {count}" for fault, count in written.dropped.items()) or _NONE,
        failure=written.failure or _NONE,
        first_sentence=_NONE if written.first_sentence is None else f"{written.first_sentence:.0f} ms",
        tokens=f"{written.input_tokens} / {written.output_tokens}",
        rewritten=written.rewritten or _NONE,
        glosses=str(written.glosses),
    )


def _pairs(language: str, /, **values: str) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in values.items():
        table.add_row(Text(f"  {_word(language, name)}"), Text(value))
    return table


def _passage_table(passages: tuple[ExplainedPassage, ...]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True, min_width=4)
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for rank, one in enumerate(passages, 1):
        place = f"{one.document} {one.version} ({one.start}-{one.end})"
        passage = Text.assemble((one.section or _NONE, "bold"), " ", (place, "dim"), f"\n{one.sentence}")
        table.add_row(str(rank), _number(one.score), passage)
    return table


def _part_table(passages: tuple[ExplainedPassage, ...], language: str) -> Table:
    """The parts of each score as rows, a passage a column by its rank."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    for _ in passages:
        table.add_column(justify="right", no_wrap=True, min_width=5)
    table.add_row("", *(Text(str(rank), style="dim") for rank in range(1, len(passages) + 1)))
    for name in passages[0].features:
        parts = (Text(_number(one.features[name])) for one in passages)
        table.add_row(Text(f"  {_word(language, f'feature.{name}')}", style="dim"), *parts)
    table.add_row(Text(f"  {_word(language, 'score')}"), *(_number(one.score) for one in passages), style="bold")
    return table


def _shares(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {share:.2f}" for name, share in shares.items())


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:.2f}".replace("-0.00", "0.00")


def _word(language: str, key: str) -> str:
    return message(language, f"explanation.{key}")


def _shortened(words: str) -> str:
    every = words.split()
    if len(every) <= 2 * _AROUND + 1:
        return words
    return " ".join([*every[:_AROUND], "…", *every[-_AROUND:]])


def _versions(changes: Changes) -> str:
    if changes.old_version == changes.new_version:
        return f"{changes.new_version}, the same text understood differently"
    told = f"{changes.old_version} → {changes.new_version}"
    return f"{told}, the same file read differently" if changes.same_file else told


def _line(kind: str, text: str) -> Text:
    mark, style = {"added": ("+", "green"), "removed": ("-", "red"), "altered": ("~", "yellow")}[kind]
    return Text(f"  {mark} {text}", style=style)


def _said(fact: Fact) -> str:
    about = [one for one in (fact.role if fact.role != fact.normalised else "", fact.subject, fact.audience) if one]
    return f"{readable(fact)} [{', '.join(about)}]" if about else readable(fact)


def _name(code: str) -> str:
    return code.replace("_", " ")
