// Ends processes with SIGTERM at random moments and counts what is lost: `pnpm storm [runs=1000] [seed=1]`.
import { signalStorm } from "../packages/logger/test/storm.js";

const [runs = "1000", seed = "1"] = process.argv.slice(2);
const report = await signalStorm(Number(runs), Number(seed));
console.log(report);
const { lost, doubled, hung, endedWrong } = report;
process.exitCode = lost + doubled + hung + endedWrong > 0 ? 1 : 0;
