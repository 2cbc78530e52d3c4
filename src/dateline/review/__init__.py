from dateline.review.agreement import Agreement, Interval, krippendorff_alpha, measure_agreement, wilson
from dateline.review.applying import Review, ReviewedRecord, apply_decisions, final_verdicts
from dateline.review.bonds import Bonds, Look, StoryDecision, settle_bonds, sides_of, standing_stories
from dateline.review.consequence import OUTCOMES, Consequence, judge_change
from dateline.review.decision import Anchor, Decision, anchor_event, find_anchored, judged_fields, standing_decisions
from dateline.review.estimate import Judged, Precision, estimate_precision, estimate_recall, weighted_precision
from dateline.review.queue import Candidate, QueueKind, draw_sample, order_candidates
from dateline.review.regrouping import regroup_stories
from dateline.review.suggestion import Suggestion, suggest_changes

__all__ = [
    "OUTCOMES", "Agreement", "Anchor", "Bonds", "Candidate", "Consequence", "Decision", "Interval", "Judged",
    "Look", "Precision", "QueueKind", "Review", "ReviewedRecord", "StoryDecision", "Suggestion", "anchor_event",
    "apply_decisions", "draw_sample", "estimate_precision", "estimate_recall", "final_verdicts", "find_anchored",
    "judge_change", "judged_fields", "krippendorff_alpha", "measure_agreement", "order_candidates",
    "regroup_stories", "settle_bonds", "sides_of", "standing_decisions", "standing_stories", "suggest_changes",
    "weighted_precision", "wilson",
]  # fmt: skip
