CREATE TABLE `collected_events` (
	`trigger_id` text NOT NULL,
	`event_id` text NOT NULL,
	PRIMARY KEY(`trigger_id`, `event_id`),
	FOREIGN KEY (`trigger_id`) REFERENCES `triggers`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `collected_events_event` ON `collected_events` (`event_id`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`source` text NOT NULL,
	`subject` text,
	`payload` text NOT NULL,
	`at` integer NOT NULL,
	`depth` integer NOT NULL,
	`run_id` text,
	`dedupe_key` text,
	`owner_id` text,
	`visibility` text NOT NULL,
	`matched_at` integer,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `events_type` ON `events` (`type`,id desc);--> statement-breakpoint
CREATE INDEX `events_unmatched` ON `events` (`id`) WHERE matched_at is null;--> statement-breakpoint
CREATE INDEX `events_dedupe` ON `events` (`owner_id`,`dedupe_key`,`at`) WHERE dedupe_key is not null;--> statement-breakpoint
CREATE INDEX `events_owner` ON `events` (`owner_id`,id desc);--> statement-breakpoint
CREATE INDEX `events_shared` ON `events` (`id`) WHERE visibility = 'shared';--> statement-breakpoint
CREATE INDEX `events_run` ON `events` (`run_id`) WHERE run_id is not null;--> statement-breakpoint
CREATE TABLE `holds` (
	`id` text PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`until` integer,
	`reason` text NOT NULL,
	`held_by` text NOT NULL,
	`ended_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `holds_open` ON `holds` ((ended_at is null)) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `__new_triggers` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text,
	`kind` text NOT NULL,
	`expr` text NOT NULL,
	`timezone` text NOT NULL,
	`enabled` integer NOT NULL,
	`start_at` integer,
	`end_at` integer,
	`max_runs` integer,
	`runs_made` integer DEFAULT 0 NOT NULL,
	`input` text,
	`environment` text,
	`seed` integer NOT NULL,
	`jitter_seconds` integer DEFAULT 0 NOT NULL,
	`exclusions` text,
	`filter` text,
	`debounce_seconds` integer,
	`batch` text,
	`every_seconds` integer,
	`for_seconds` integer,
	`created_at` integer NOT NULL,
	`due_at` integer,
	`next_at` integer,
	`skip_until_at` integer,
	`skip_code` text,
	`skip_reason` text,
	`true_since` integer,
	`has_fired` integer DEFAULT false NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "triggers_kind" CHECK(kind in ('cron', 'interval', 'once', 'rrule', 'event', 'condition'))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_triggers` (id, job_id, position, name, kind, expr, timezone, enabled, start_at, end_at, max_runs, runs_made, input, created_at, next_at, deleted_at, seed, due_at)
  SELECT id, job_id, position, name, kind, expr, timezone, enabled, start_at, end_at, max_runs, runs_made, input, created_at, next_at, deleted_at, row_number() OVER (ORDER BY created_at, id), next_at FROM `triggers`;--> statement-breakpoint
DROP TABLE `triggers`;--> statement-breakpoint
ALTER TABLE `__new_triggers` RENAME TO `triggers`;--> statement-breakpoint
CREATE INDEX `triggers_job` ON `triggers` (`job_id`,`position`);--> statement-breakpoint
CREATE INDEX `triggers_due` ON `triggers` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `triggers_seed` ON `triggers` (`seed`);--> statement-breakpoint
CREATE INDEX `triggers_event` ON `triggers` (`job_id`) WHERE kind = 'event' and deleted_at is null;--> statement-breakpoint
DROP INDEX `occurrences_instant`;--> statement-breakpoint
ALTER TABLE `occurrences` ADD `event_id` text;--> statement-breakpoint
ALTER TABLE `occurrences` ADD `streak` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `occurrences_event` ON `occurrences` (`trigger_id`,`event_id`) WHERE event_id is not null;--> statement-breakpoint
CREATE INDEX `occurrences_deferred` ON `occurrences` (`fire_at`) WHERE outcome = 'pending' and run_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX `occurrences_instant` ON `occurrences` (`trigger_id`,`scheduled_for`) WHERE event_id is null;--> statement-breakpoint
ALTER TABLE `jobs` ADD `environment` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `state_reason` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `state_since` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `snoozed_until` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `snooze_reason` text;--> statement-breakpoint
CREATE INDEX `jobs_unarmed` ON `jobs` (`id`) WHERE state = 'active' and next_at is null and deleted_at is null;--> statement-breakpoint
ALTER TABLE `runs` ADD `event_id` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `event_depth` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `aging_seconds` integer DEFAULT 300 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `max_concurrent` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `dedupe_key` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `waits_for_power` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `replaced_by` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `purged_at` integer;--> statement-breakpoint
CREATE INDEX `runs_dedupe` ON `runs` (`dedupe_key`,`queued_at`) WHERE dedupe_key is not null;--> statement-breakpoint
CREATE INDEX `runs_event` ON `runs` (`event_id`) WHERE event_id is not null;--> statement-breakpoint
-- Policies written before get the fields that are new, with their defaults.
UPDATE jobs SET policy = json_patch(
  '{"agingSeconds":300,"maxQueued":1,"concurrencyKey":null,"maxConcurrent":null,"dedupe":null,"power":{"onBattery":"run"},"breaker":null,"retention":{"runs":100,"days":30}}',
  policy);
--> statement-breakpoint
-- Planner facts (see 0002) of the new indexes.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('runs', 'runs_dedupe', '1000 2 1'),
  ('runs', 'runs_event', '100000 2');
