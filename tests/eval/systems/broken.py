"""The product, broken on purpose in four ways."""

from __future__ import annotations

from dataclasses import dataclass, replace

from eval.observations import Cited
from eval.systems.in_process import InProcess


@dataclass(frozen=True)
class Broken:
    """The product in process; what becomes of a case and of its reply is for each way of being broken to say."""

    sound: InProcess
    name = "broken"

    def about(self):
        return self.sound.about()

    def answer(self, case, depth):
        return self.sound.answer(case, depth)


class Shifted(Broken):
    """Each citation of the policy is that of the passage which was found after it."""

    def answer(self, case, depth):
        reply = super().answer(case, depth)
        return replace(reply, citations=tuple(_next(one, reply.retrieved) for one in reply.citations))


class Refusing(Broken):
    """Finds what it found before, and says that the policy does not answer."""

    def answer(self, case, depth):
        reply = super().answer(case, depth)
        return replace(reply, outcome="policy_silent", answer="La politique ne le dit pas.", citations=())


class Answering(Broken):
    """Takes the first passage for the answer, whatever was asked."""

    def answer(self, case, depth):
        reply = super().answer(case, depth)
        first = reply.retrieved[:1]
        return replace(
            reply,
            outcome="answered",
            answer="".join(f"« {one.text} » [1]" for one in first),
            citations=tuple(_cited(1, one, "") for one in first),
        )


class Confused(Broken):
    """Answers each insurer's members from the policy of the insurer after it."""

    def answer(self, case, depth):
        insurers = sorted({key.split("/")[0] for key in self.about()["texts"]})
        if case.insurer is None:
            return super().answer(case, depth)
        other = insurers[(insurers.index(case.insurer) + 1) % len(insurers)]
        return super().answer(replace(case, insurer=other), depth)


def _next(citation, found):
    """The citation moved to the passage found after its own; to the first where there is none after it, or its own
    was not found."""
    places = [number for number, one in enumerate(found) if _overlap(one, citation)]
    if not found:
        return citation
    return _cited(citation.marker, found[(places[0] + 1) % len(found) if places else 0], citation.version)


def _overlap(passage, citation):
    return passage.document == citation.document and passage.start < citation.end and citation.start < passage.end


def _cited(marker, passage, version):
    return Cited(marker, passage.document, version, passage.start, passage.end, passage.text, passage.section)
