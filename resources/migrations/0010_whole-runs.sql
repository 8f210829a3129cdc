CREATE INDEX `runs_whole` ON `runs` (`job_id`,id desc) WHERE finished_at is not null and purged_at is null;--> statement-breakpoint
-- Planner facts (see 0002) of the new index.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('runs', 'runs_whole', '100000 100 1');
--> statement-breakpoint
ANALYZE sqlite_schema;
