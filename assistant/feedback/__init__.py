"""What members say about answers: whether one was useful, and if not, why."""

from assistant.feedback.box import FeedbackBox
from assistant.feedback.records import REASONS, CitedPlace, Count, FeedbackItem, Reason

__all__ = ["REASONS", "CitedPlace", "Count", "FeedbackBox", "FeedbackItem", "Reason"]
