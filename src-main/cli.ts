#!/usr/bin/env node
// The command line and the headless host. Must never reach electron.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runCommandLine } = await import('./cli/command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2), import.meta.filename);
