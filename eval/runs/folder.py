"""The folder of a run: what was asked of which system, every reply, and the scores.

run.json             the data set, the system, the options, the machine; whether the run is finished
cases.jsonl          the cases with the words of their gold
observations.jsonl   one reply a line, in the order they came; of a case that was asked again, the last counts
scores.jsonl         one case a line with its metrics
summary.json         each metric with its mean and interval
judgements.jsonl     verdicts of a judge, where one was asked
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from eval.errors import BadRun
from eval.metrics.intervals import Interval
from eval.observations import Observation
from eval.runs.lines import GrowingFile, read_record, read_records, write_record, write_records
from eval.runs.records import AskedCase, Judgement, Run, RunRecord, ScoreRow


class RunFolder:
    """Reads and writes one run folder. What cannot be read raises BadRun naming the file and what is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether a run was begun here."""
        return self._record.is_file()

    def record(self) -> RunRecord:
        """What was run."""
        record: RunRecord = read_record(self._record, RunRecord)
        return record

    def cases(self) -> tuple[AskedCase, ...]:
        """The cases, in the order of the data set."""
        return tuple(read_records(self._cases, AskedCase))

    def observations(self) -> dict[str, Observation]:
        """The replies there are so far, by case; a line that a kill cut off is left out."""
        if not self._observations.exists():
            return {}
        return {one.case: one for one in read_records(self._observations, Observation, torn=True)}

    def run(self) -> Run:
        """The whole run. Raises BadRun also when it is not finished."""
        record, asked, seen = self.record(), self.cases(), self.observations()
        missing = [one.case.id for one in asked if one.case.id not in seen]
        if missing:
            raise BadRun(
                f"{self.path}: {len(missing)} of {len(asked)} cases were not asked, the first is {missing[0]}; "
                "start the run again to go on where it stopped"
            )
        return Run(record, asked, tuple(seen[one.case.id] for one in asked))

    def scores(self) -> tuple[ScoreRow, ...]:
        """The scores, one a case, in the order of the data set. Raises BadRun also when a case has none."""
        rows = tuple(read_records(self._scores, ScoreRow))
        scored, expected = {row.case for row in rows}, self.record().dataset.cases
        cases = self.cases() if self._cases.exists() else ()  # a committed baseline has its scores only
        if missing := [one.case.id for one in cases if one.case.id not in scored]:
            raise BadRun(f"{self._scores}: no scores of case {missing[0]}; start the run again to score it")
        if not len(rows) == len(scored) == expected:
            raise BadRun(f"{self._scores}: {len(rows)} scores of {expected} cases; start the run again to score it")
        return rows

    def summary(self) -> dict[str, Interval]:
        """Each metric that applies to some case, with its mean and interval."""
        summary: dict[str, Interval] = read_record(self.path / "summary.json", dict[str, Interval])
        return summary

    def judgements(self) -> tuple[Judgement, ...]:
        """The verdicts of judges, in the order they came; none where no judge was asked."""
        if not self._judgements.exists():
            return ()
        return tuple(read_records(self._judgements, Judgement, torn=True))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps other processes from writing here until the block ends. Raises BadRun when one does already."""
        self.path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            self._lock(descriptor)
            yield
        finally:
            os.close(descriptor)

    def begin(self, record: RunRecord, asked: Iterable[AskedCase]) -> None:
        """Writes what is going to be run; `run.json` last, so that a folder with it is whole."""
        write_records(self._cases, asked)
        self._observations.unlink(missing_ok=True)
        self.update(record)

    def update(self, record: RunRecord) -> None:
        """Replaces `run.json`."""
        write_record(self._record, record)

    def growing(self) -> GrowingFile[Observation]:
        """The file that replies are appended to."""
        return GrowingFile(self._observations)

    def growing_judgements(self) -> GrowingFile[Judgement]:
        """The file that verdicts are appended to."""
        return GrowingFile(self._judgements)

    def keep_scores(self, rows: Iterable[ScoreRow], summary: Mapping[str, Interval]) -> None:
        """Writes the scores and their summary."""
        write_records(self._scores, rows)
        write_record(self.path / "summary.json", dict(summary))

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = "another process writes to this run; wait for it to end or choose another folder"
            raise BadRun(f"{self.path}: {message}") from error

    @property
    def _record(self) -> Path:
        return self.path / "run.json"

    @property
    def _cases(self) -> Path:
        return self.path / "cases.jsonl"

    @property
    def _scores(self) -> Path:
        return self.path / "scores.jsonl"

    @property
    def _judgements(self) -> Path:
        return self.path / "judgements.jsonl"

    @property
    def _observations(self) -> Path:
        return self.path / "observations.jsonl"
