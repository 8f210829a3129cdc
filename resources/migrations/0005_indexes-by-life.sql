DROP INDEX `occurrences_run`;--> statement-breakpoint
DROP INDEX `occurrences_instant`;--> statement-breakpoint
CREATE INDEX `occurrences_pending` ON `occurrences` (`trigger_id`) WHERE outcome = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX `occurrences_instant` ON `occurrences` (`scheduled_for`,`trigger_id`) WHERE event_id is null;--> statement-breakpoint
DROP INDEX `runs_key`;--> statement-breakpoint
DROP INDEX `runs_tree`;--> statement-breakpoint
DROP INDEX `runs_job`;--> statement-breakpoint
DROP INDEX `runs_agent`;--> statement-breakpoint
DROP INDEX `runs_script`;--> statement-breakpoint
DROP INDEX `runs_owner`;--> statement-breakpoint
DROP INDEX `runs_shared`;--> statement-breakpoint
DROP INDEX `runs_status`;--> statement-breakpoint
DROP INDEX `runs_origin`;--> statement-breakpoint
DROP INDEX `runs_live`;--> statement-breakpoint
CREATE INDEX `runs_busy` ON `runs` (`id`) WHERE status in ('starting', 'running');--> statement-breakpoint
CREATE INDEX `runs_job` ON `runs` (`job_id`,id desc,`status`) WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX `runs_agent` ON `runs` (`agent_id`,id desc,`status`) WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX `runs_script` ON `runs` (`script_id`,id desc,`status`) WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX `runs_owner` ON `runs` (`owner_id`,id desc) WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX `runs_shared` ON `runs` (`id`) WHERE finished_at is not null and visibility = 'shared';--> statement-breakpoint
CREATE INDEX `runs_status` ON `runs` (`status`,id desc) WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX `runs_origin` ON `runs` (`origin_reason`,id desc) WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX `runs_live` ON `runs` (`concurrency_key`,`id`) WHERE finished_at is null;--> statement-breakpoint
-- Planner facts (see 0002) of the new indexes; those of a dropped one went with it.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('runs', 'runs_job', '1000000 1000 1 1'),
  ('runs', 'runs_agent', '1000000 1000 1 1'),
  ('runs', 'runs_script', '1000000 2000 1 1'),
  ('runs', 'runs_owner', '1000000 100000 1'),
  ('runs', 'runs_shared', '1000 1'),
  ('runs', 'runs_status', '1000000 250000 1'),
  ('runs', 'runs_origin', '1000000 200000 1'),
  ('runs', 'runs_live', '50 2 1'),
  ('runs', 'runs_busy', '4 1');
--> statement-breakpoint
ANALYZE sqlite_schema;
