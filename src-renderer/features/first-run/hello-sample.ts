import type { ScriptSource } from './first-schedule.ts';

/** The script one click away: prints, returns a result and needs nothing. */
export const helloSample: ScriptSource = {
  name: 'hello',
  entrypoint: 'main.py',
  content: `"""Says hello. What main() takes is the input, what it returns is the result, what it prints is the log."""

import platform
from datetime import datetime, timezone


def main(name: str = "world") -> dict:
    print(f"Hello, {name}!")
    print(f"This is Python {platform.python_version()}, in a sandbox of its own.")
    return {"greeted": name, "at": datetime.now(timezone.utc).isoformat(timespec="seconds")}
`,
};
