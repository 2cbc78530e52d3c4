from dateline.review.agreement import Agreement, Interval, krippendorff_alpha, measure_agreement, wilson
from dateline.review.applying import Review, ReviewedRecord, apply_decisions, final_verdicts
from dateline.review.consequence import OUTCOMES, Consequence, judge_change
from dateline.review.decision import Anchor, Decision, anchor_event, find_anchored, judged_fields, standing_decisions
from dateline.review.estimate import Judged, Precision, estimate_precision, estimate_recall, weighted_precision
from dateline.review.queue import Candidate, QueueKind, draw_sample, order_candidates
from dateline.review.suggestion import Suggestion, suggest_changes

__all__ = [
    "OUTCOMES", "Agreement", "Anchor", "Candidate", "Consequence", "Decision",
    "Interval", "Judged", "Precision", "QueueKind", "Review",
    "ReviewedRecord", "Suggestion", "anchor_event", "apply_decisions", "draw_sample", "estimate_precision",
    "estimate_recall", "final_verdicts", "find_anchored", "judge_change",
    "judged_fields", "krippendorff_alpha", "measure_agreement",
    "order_candidates", "standing_decisions", "suggest_changes", "weighted_precision", "wilson",
]  # fmt: skip
