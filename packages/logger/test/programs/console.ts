// A program that prints its events on stdout when it is told to, whoever reads it by then.
import { once } from "node:events";
import { createConsoleEventWriter } from "../../src/sinks/console.js";
import { loggerTo, record } from "./setup.js";

const writer = createConsoleEventWriter();
const alive = setInterval(() => {}, 1_000);
const told = once(process, "SIGUSR2");
console.log("ready");
await told;
clearInterval(alive);
record(0, undefined, loggerTo(writer));
const report = await writer.flush();
console.error(JSON.stringify({ report }));
