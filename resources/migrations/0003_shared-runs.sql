CREATE INDEX `runs_shared` ON `runs` (`id`) WHERE visibility = 'shared';--> statement-breakpoint
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('runs', 'runs_shared', '1000 1');
--> statement-breakpoint
ANALYZE sqlite_schema;
