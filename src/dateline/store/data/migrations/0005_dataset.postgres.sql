CREATE INDEX reviewed_events_serial ON reviewed_events (serial);
CREATE INDEX reviewed_events_document ON reviewed_events (document, event);
CREATE INDEX reviewed_participants_serial ON reviewed_participants (serial);
CREATE INDEX reviewed_participants_document ON reviewed_participants (document);
CREATE INDEX replaced_occurrence ON replaced_occurrences (occurrence);
CREATE INDEX reviewed_occurrence ON reviewed_occurrences (occurrence);
CREATE INDEX reviewed_members_event ON reviewed_members (document, event);
CREATE INDEX reviewed_members_occurrence ON reviewed_members (occurrence);
CREATE INDEX reviewed_contradiction ON reviewed_contradictions (occurrence);
