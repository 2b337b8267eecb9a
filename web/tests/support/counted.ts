// Says how each test came out, and in the last line how many.
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class Counted implements Reporter {
  private passed = 0;
  private failed = 0;

  onTestEnd(test: TestCase, result: TestResult): void {
    const name = test.titlePath().slice(3).join(': ');
    if (result.status === 'passed') {
      this.passed += 1;
      console.log(`  ok     ${name}, ${(result.duration / 1000).toFixed(1)} s`);
    } else {
      this.failed += 1;
      console.log(`  FAILED ${name} (${result.status})`);
      for (const error of result.errors) console.log(error.stack ?? error.message ?? error.value);
      for (const file of result.attachments) if (file.path) console.log(`    ${file.name}: ${file.path}`);
    }
  }

  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk);
  }

  onError(error: { message?: string }): void {
    this.failed += 1;
    console.log(`  FAILED ${error.message}`);
  }

  onEnd(result: FullResult): void {
    if (result.status !== 'passed' && this.failed === 0) this.failed = 1;
    console.log(`${this.passed} passed, ${this.failed} failed`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
