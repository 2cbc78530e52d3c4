-- Where the extension pg_trgm can be used: searches inside texts and names without reading every row.
CREATE INDEX searchable_folded ON searchable USING gin (folded gin_trgm_ops);
CREATE INDEX participants_inside ON participants USING gin (folded gin_trgm_ops);
