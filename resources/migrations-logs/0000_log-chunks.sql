CREATE TABLE `log_heads` (
	`run_id` text PRIMARY KEY NOT NULL,
	`lines` integer NOT NULL,
	`text_bytes` integer NOT NULL,
	`attempt` integer NOT NULL,
	`stdout_bytes` integer NOT NULL,
	`stderr_bytes` integer NOT NULL,
	`dropped_bytes` integer NOT NULL,
	`lost_bytes` integer NOT NULL,
	`told_bytes` integer NOT NULL,
	`is_complete` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `log_chunks` (
	`run_id` text NOT NULL,
	`first_seq` integer NOT NULL,
	`lines` integer NOT NULL,
	`streams` integer NOT NULL,
	`text_bytes` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`run_id`, `first_seq`)
) STRICT;
