import type { Reporter, TestModule } from 'vitest/node';

/**
 * Says at the end, in one place, which tests were not run: those that need what this machine lacks. Where engine and
 * browser are required, that is a failure.
 */
export default class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const skipped = new Map<string, string[]>();
    const flaky: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state] += 1;
        if (test.diagnostic()?.flaky === true) flaky.push(`${module.relativeModuleId}: ${test.fullName}`);
        if (state === 'skipped')
          skipped.set(module.relativeModuleId, [...(skipped.get(module.relativeModuleId) ?? []), test.fullName]);
      }
    }
    for (const name of flaky) console.log(`passed at the second try: ${name}`);
    for (const [file, names] of skipped) {
      console.log(`not run: ${names.length} of ${file}`);
      for (const name of names) console.log(`  ${name}`);
    }
    if (skipped.size > 0 && process.env.AUTOMA_REQUIRE_ENGINE === '1') {
      console.log('AUTOMA_REQUIRE_ENGINE=1 asks for every test: the above have to run here');
      process.exitCode = 1;
    }
    console.log(`tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
