-- What ANALYZE would find in a large registry, written down once: rows of the table, then rows per distinct value of
-- the first column, of the first two, and so on. Without it `job_id = ? AND status = ?` may read every run of that
-- status; and with an ANALYZE of its own each machine would choose its plans by what it happens to hold.
ANALYZE sqlite_schema;
--> statement-breakpoint
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('runs', 'sqlite_autoindex_runs_1', '1000000 1'),
  ('runs', 'runs_job', '1000000 1000 1 1'),
  ('runs', 'runs_agent', '1000000 1000 1 1'),
  ('runs', 'runs_script', '1000000 2000 1 1'),
  ('runs', 'runs_owner', '1000000 100000 1'),
  ('runs', 'runs_status', '1000000 250000 1'),
  ('runs', 'runs_origin', '1000000 200000 1'),
  ('runs', 'runs_live', '50 1'),
  ('runs', 'runs_waiting', '40 2'),
  ('runs', 'runs_key', '50 2 1'),
  ('runs', 'runs_tree', '1000000 2000');
--> statement-breakpoint
ANALYZE sqlite_schema;
