CREATE TABLE `agents` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`description` text NOT NULL,
	`script_id` text NOT NULL,
	`version` integer,
	`config` text NOT NULL,
	`environment` text NOT NULL,
	`profile` text NOT NULL,
	`is_active` integer NOT NULL,
	`state` text,
	`owner_id` text NOT NULL,
	`visibility` text NOT NULL,
	`tags` text NOT NULL,
	`folder` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`script_id`) REFERENCES `scripts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "agents_visibility" CHECK(visibility in ('private', 'shared'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `agents_name` ON `agents` (`name_key`) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX `agents_script` ON `agents` (`script_id`);--> statement-breakpoint
CREATE INDEX `agents_owner` ON `agents` (`owner_id`);--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`boot` text NOT NULL,
	`actor_type` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`via` text NOT NULL,
	`ip` text,
	`request_id` text NOT NULL,
	`action` text NOT NULL,
	`resource_type` text NOT NULL,
	`resource_id` text NOT NULL,
	`resource_name` text NOT NULL,
	`outcome` text NOT NULL,
	`details` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL,
	CONSTRAINT "audit_entries_outcome" CHECK(outcome in ('ok', 'denied', 'failed'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_entries_at` ON `audit_entries` (`at`);--> statement-breakpoint
CREATE INDEX `audit_entries_resource` ON `audit_entries` (`resource_type`,`resource_id`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_entries_actor` ON `audit_entries` (`actor_id`,`seq`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`description` text NOT NULL,
	`agent_id` text NOT NULL,
	`input` text,
	`policy` text NOT NULL,
	`state` text NOT NULL,
	`next_at` integer,
	`owner_id` text NOT NULL,
	`visibility` text NOT NULL,
	`tags` text NOT NULL,
	`folder` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`agent_id`) REFERENCES `agents`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "jobs_state" CHECK(state in ('active', 'paused', 'cancelled', 'completed')),
	CONSTRAINT "jobs_visibility" CHECK(visibility in ('private', 'shared'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_name` ON `jobs` (`name_key`) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX `jobs_agent` ON `jobs` (`agent_id`);--> statement-breakpoint
CREATE INDEX `jobs_owner` ON `jobs` (`owner_id`);--> statement-breakpoint
CREATE INDEX `jobs_next` ON `jobs` (`next_at`) WHERE next_at is not null;--> statement-breakpoint
CREATE TABLE `occurrences` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`trigger_id` text NOT NULL,
	`scheduled_for` integer NOT NULL,
	`fire_at` integer NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`cause` text,
	`run_id` text,
	`until` integer,
	`count` integer,
	`decided_at` integer NOT NULL,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`trigger_id`) REFERENCES `triggers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "occurrences_outcome" CHECK(outcome in ('pending', 'ran', 'skipped', 'missed', 'coalesced', 'replaced', 'cancelled'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `occurrences_instant` ON `occurrences` (`trigger_id`,`scheduled_for`);--> statement-breakpoint
CREATE INDEX `occurrences_job` ON `occurrences` (`job_id`,`scheduled_for`);--> statement-breakpoint
CREATE INDEX `occurrences_run` ON `occurrences` (`run_id`) WHERE run_id is not null;--> statement-breakpoint
CREATE TABLE `triggers` (
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
	`created_at` integer NOT NULL,
	`next_at` integer,
	`deleted_at` integer,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "triggers_kind" CHECK(kind in ('cron', 'interval', 'once'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `triggers_job` ON `triggers` (`job_id`,`position`);--> statement-breakpoint
CREATE INDEX `triggers_due` ON `triggers` (`next_at`) WHERE next_at is not null;--> statement-breakpoint
CREATE TABLE `attempts` (
	`run_id` text NOT NULL,
	`number` integer NOT NULL,
	`nonce` text NOT NULL,
	`box_id` text,
	`executor` text,
	`started_at` integer,
	`finished_at` integer,
	`exit_code` integer,
	`outcome` text,
	`code` text,
	`reason` text,
	`oom_killed` integer DEFAULT false NOT NULL,
	`peak_memory_bytes` integer,
	`cpu_seconds` real,
	PRIMARY KEY(`run_id`, `number`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "attempts_outcome" CHECK(outcome in ('succeeded', 'failed', 'timed-out', 'cancelled', 'lost'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `run_hours` (
	`hour` integer NOT NULL,
	`status` text NOT NULL,
	`duration_bucket` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`hour`, `status`, `duration_bucket`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text,
	`agent_id` text,
	`script_id` text,
	`script_version` integer,
	`status` text NOT NULL,
	`reason` text,
	`code` text,
	`origin_reason` text NOT NULL,
	`trigger_id` text,
	`scheduled_for` integer,
	`requested_by` text,
	`title` text NOT NULL,
	`owner_id` text NOT NULL,
	`visibility` text NOT NULL,
	`tree_sha256` text NOT NULL,
	`args` text NOT NULL,
	`input` text,
	`config` text NOT NULL,
	`environment` text NOT NULL,
	`timezone` text NOT NULL,
	`profile` text NOT NULL,
	`retry` text NOT NULL,
	`timeout_seconds` integer NOT NULL,
	`kill_grace_seconds` integer NOT NULL,
	`wanted_image_digest` text,
	`priority` integer NOT NULL,
	`concurrency_key` text,
	`queued_at` integer NOT NULL,
	`ready_at` integer NOT NULL,
	`start_by` integer NOT NULL,
	`cancel_requested_at` integer,
	`cancel_reason` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`duration_ms` integer,
	`exit_code` integer,
	`executor` text,
	`image_digest` text,
	`unenforced` text NOT NULL,
	`warnings` text NOT NULL,
	`progress_fraction` real,
	`progress_text` text,
	`result` text,
	`log_lines` integer DEFAULT 0 NOT NULL,
	`log_bytes` integer DEFAULT 0 NOT NULL,
	`covers` integer,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tree_sha256`) REFERENCES `trees`(`sha256`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "runs_visibility" CHECK(visibility in ('private', 'shared')),
	CONSTRAINT "runs_status" CHECK(status in ('queued', 'starting', 'running', 'retry-wait', 'succeeded', 'failed', 'timed-out', 'cancelled', 'lost')),
	CONSTRAINT "runs_finished" CHECK((finished_at is not null) = (status in ('succeeded', 'failed', 'timed-out', 'cancelled', 'lost')))
) STRICT;
--> statement-breakpoint
CREATE INDEX `runs_job` ON `runs` (`job_id`,id desc,`status`);--> statement-breakpoint
CREATE INDEX `runs_agent` ON `runs` (`agent_id`,id desc,`status`);--> statement-breakpoint
CREATE INDEX `runs_script` ON `runs` (`script_id`,id desc,`status`) WHERE script_id is not null;--> statement-breakpoint
CREATE INDEX `runs_owner` ON `runs` (`owner_id`,id desc);--> statement-breakpoint
CREATE INDEX `runs_status` ON `runs` (`status`,id desc);--> statement-breakpoint
CREATE INDEX `runs_origin` ON `runs` (`origin_reason`,id desc);--> statement-breakpoint
CREATE INDEX `runs_live` ON `runs` (`id`) WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX `runs_waiting` ON `runs` (`ready_at`) WHERE status in ('queued', 'retry-wait');--> statement-breakpoint
CREATE INDEX `runs_key` ON `runs` (`concurrency_key`,`id`) WHERE finished_at is null and concurrency_key is not null;--> statement-breakpoint
CREATE INDEX `runs_tree` ON `runs` (`tree_sha256`);--> statement-breakpoint
CREATE TABLE `blobs` (
	`sha256` text PRIMARY KEY NOT NULL,
	`size` integer NOT NULL,
	`content` blob NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `scripts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`description` text NOT NULL,
	`owner_id` text NOT NULL,
	`visibility` text NOT NULL,
	`tags` text NOT NULL,
	`folder` text NOT NULL,
	`archived` integer DEFAULT false NOT NULL,
	`draft_tree` text NOT NULL,
	`draft_updated_at` integer NOT NULL,
	`draft_validation` text NOT NULL,
	`draft_origin` text NOT NULL,
	`active_version` integer,
	`latest_version` integer,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`draft_tree`) REFERENCES `trees`(`sha256`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`id`,`active_version`) REFERENCES `versions`(`script_id`,`number`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "scripts_visibility" CHECK(visibility in ('private', 'shared')),
	CONSTRAINT "scripts_draft_origin" CHECK(draft_origin in ('editor', 'upload'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `scripts_name` ON `scripts` (`name_key`) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX `scripts_owner` ON `scripts` (`owner_id`);--> statement-breakpoint
CREATE INDEX `scripts_draft_tree` ON `scripts` (`draft_tree`);--> statement-breakpoint
CREATE TABLE `tree_files` (
	`tree_sha256` text NOT NULL,
	`path` text NOT NULL,
	`blob_sha256` text NOT NULL,
	PRIMARY KEY(`tree_sha256`, `path`),
	FOREIGN KEY (`tree_sha256`) REFERENCES `trees`(`sha256`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`blob_sha256`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `tree_files_blob` ON `tree_files` (`blob_sha256`);--> statement-breakpoint
CREATE TABLE `trees` (
	`sha256` text PRIMARY KEY NOT NULL,
	`entrypoint` text NOT NULL,
	`requirements` text,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `versions` (
	`script_id` text NOT NULL,
	`number` integer NOT NULL,
	`tree_sha256` text NOT NULL,
	`label` text,
	`changelog` text,
	`origin` text NOT NULL,
	`input_schema` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	PRIMARY KEY(`script_id`, `number`),
	FOREIGN KEY (`tree_sha256`) REFERENCES `trees`(`sha256`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "versions_origin" CHECK(origin in ('editor', 'upload', 'deploy'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `versions_tree` ON `versions` (`tree_sha256`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`operation` text NOT NULL,
	`input_hash` text NOT NULL,
	`status` integer NOT NULL,
	`output` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `idempotency_keys_age` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `session_secrets` (
	`hash` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`purpose` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "session_secrets_purpose" CHECK(purpose in ('cookie', 'refresh'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `session_secrets_session` ON `session_secrets` (`session_id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`ip` text,
	`user_agent` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `sessions_expiry` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`secret_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_prefix` ON `tokens` (`prefix`);--> statement-breakpoint
CREATE INDEX `tokens_user` ON `tokens` (`user_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`is_local_owner` integer DEFAULT false NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`password_hash` text,
	`created_at` integer NOT NULL,
	`last_login_at` integer,
	CONSTRAINT "users_role" CHECK(role in ('admin', 'user', 'viewer'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email` ON `users` (`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_local_owner` ON `users` (`is_local_owner`) WHERE is_local_owner = 1;