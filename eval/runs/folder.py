"""The folder of a run: what was asked of which system, every reply, and the scores.

run.json             the data set, the system, the options, the machine; whether the run is finished
cases.jsonl          the cases with the words of their gold
observations.jsonl   one reply a line, in the order they came
scores.jsonl         one case a line with its metrics
summary.json         each metric with its mean and interval
judgements.jsonl     verdicts of a judge, where one was asked
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        return tuple(read_records(self.path / "cases.jsonl", AskedCase))

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
        """The scores, one a case, in the order of the data set."""
        return tuple(read_records(self.path / "scores.jsonl", ScoreRow))

    def summary(self) -> dict[str, Interval]:
        """Each metric that applies to some case, with its mean and interval."""
        summary: dict[str, Interval] = read_record(self.path / "summary.json", dict[str, Interval])
        return summary

    def judgements(self) -> tuple[Judgement, ...]:
        """The verdicts of judges, in the order they came; none where no judge was asked."""
        if not self._judgements.exists():
            return ()
        return tuple(read_records(self._judgements, Judgement, torn=True))

    def begin(self, record: RunRecord, asked: Iterable[AskedCase]) -> None:
        """Writes what is going to be run; `run.json` last, so that a folder with it is whole."""
        self.path.mkdir(parents=True, exist_ok=True)
        write_records(self.path / "cases.jsonl", asked)
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
        write_records(self.path / "scores.jsonl", rows)
        write_record(self.path / "summary.json", dict(summary))

    @property
    def _record(self) -> Path:
        return self.path / "run.json"

    @property
    def _judgements(self) -> Path:
        return self.path / "judgements.jsonl"

    @property
    def _observations(self) -> Path:
        return self.path / "observations.jsonl"
