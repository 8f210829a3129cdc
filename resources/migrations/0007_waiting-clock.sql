DROP INDEX `runs_busy`;--> statement-breakpoint
ALTER TABLE `runs` ADD `start_within_seconds` integer DEFAULT 3600 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `waits_since` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `runs_begun` ON `runs` (`concurrency_key`,`status`) WHERE status in ('starting', 'running', 'retry-wait');--> statement-breakpoint
UPDATE `runs` SET start_within_seconds = (start_by - queued_at) / 1000, waits_since = queued_at WHERE finished_at is null;--> statement-breakpoint
ALTER TABLE `runs` DROP COLUMN `start_by`;--> statement-breakpoint
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('runs', 'runs_begun', '4 2 1');
--> statement-breakpoint
ANALYZE sqlite_schema;
