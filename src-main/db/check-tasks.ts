/** What the worker process does for the databases: reads both through, and answers what is wrong with them, or null. */
export interface CheckTasks {
  checkDatabases: { input: undefined; output: string | null };
}
