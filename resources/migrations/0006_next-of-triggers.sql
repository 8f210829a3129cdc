DROP INDEX `jobs_unarmed`;--> statement-breakpoint
DROP INDEX `jobs_next`;--> statement-breakpoint
CREATE INDEX `jobs_active` ON `jobs` (`id`) WHERE state = 'active' and deleted_at is null;--> statement-breakpoint
ALTER TABLE `jobs` DROP COLUMN `next_at`;--> statement-breakpoint
CREATE INDEX `triggers_next` ON `triggers` (`next_at`,`job_id`) WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX `triggers_unarmed` ON `triggers` (`job_id`) WHERE due_at is null and enabled = 1 and deleted_at is null and kind in ('cron', 'interval', 'once', 'rrule');