DROP INDEX `occurrences_instant`;--> statement-breakpoint
DROP INDEX `occurrences_event`;--> statement-breakpoint
DROP INDEX `occurrences_job`;--> statement-breakpoint
CREATE UNIQUE INDEX `occurrences_once` ON `occurrences` (`trigger_id`,`scheduled_for`,quote(event_id));--> statement-breakpoint
CREATE INDEX `occurrences_ranges` ON `occurrences` (`trigger_id`,`scheduled_for`) WHERE until is not null;