// A Jest reporter: the test files that took longest, so that a slow one is seen on the day it is written.
const SHOWN = 10;

export default class SlowestTests {
  onRunComplete(_contexts, { testResults }) {
    if (testResults.length <= SHOWN) return;
    const slowest = testResults
      .map(({ testFilePath, perfStats }) => ({ testFilePath, ms: perfStats.end - perfStats.start }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, SHOWN);
    console.error(`\nThe ${SHOWN} slowest test files:`);
    for (const { testFilePath, ms } of slowest) {
      const file = testFilePath.replace(`${process.cwd()}/`, "");
      console.error(`${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);
    }
  }
}
