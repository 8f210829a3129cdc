DROP INDEX `triggers_event`;--> statement-breakpoint
CREATE INDEX `triggers_event` ON `triggers` (`expr`) WHERE kind = 'event' and enabled = 1 and deleted_at is null;--> statement-breakpoint
ALTER TABLE `collected_events` ADD `gathered_into` text;--> statement-breakpoint
CREATE INDEX `collected_events_waiting` ON `collected_events` (`trigger_id`,`event_id`) WHERE gathered_into is null;--> statement-breakpoint
ALTER TABLE `holds` ADD `made` text;--> statement-breakpoint
ALTER TABLE `holds` ADD `settled_at` integer;--> statement-breakpoint
CREATE INDEX `holds_released` ON `holds` (`ended_at`) WHERE ended_at is not null and settled_at is null;--> statement-breakpoint
UPDATE `holds` SET settled_at = ended_at, made = 'skip' WHERE ended_at is not null;
