#!/usr/bin/env node
import { Interrupted } from "./errors.js";
import { EXIT } from "./exit-code.js";
import { systemClock } from "./io.js";
import { run } from "./run.js";

// The SDK's warning about this version of Node.js is for developers, not for users of a command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const SHOW_CURSOR = "\u001b[?25h";

const interruption = new AbortController();

/** The first signal ends the command, the second one the process. */
function stopOn(name: "SIGINT" | "SIGTERM", exitCode: 130 | 143): void {
  process.on(name, () => {
    if (interruption.signal.aborted) {
      // A progress bar may have hidden the cursor.
      if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR);
      process.exit(exitCode);
    }
    interruption.abort(new Interrupted(exitCode));
  });
}

stopOn("SIGINT", EXIT.interrupted);
stopOn("SIGTERM", EXIT.terminated);

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // The reader has seen enough, as `head` has.
    process.exit(error.code === "EPIPE" ? EXIT.ok : EXIT.failure);
  });
}

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: interruption.signal,
  clock: systemClock,
});
