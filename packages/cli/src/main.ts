#!/usr/bin/env node
import { Interrupted } from "./errors.js";
import { EXIT } from "./exit-code.js";
import { systemClock } from "./io.js";
import { run } from "./run.js";

// The SDK's word on this Node.js is for developers; who runs a command wants the command's own words on stderr.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const SHOW_CURSOR = "\u001b[?25h";

const interruption = new AbortController();

/** The first signal ends what is under way, the second one the process. */
function stopOn(name: "SIGINT" | "SIGTERM", exitCode: 130 | 143): void {
  process.on(name, () => {
    if (interruption.signal.aborted) {
      // What showed progress was hiding the cursor, and cannot bring it back any more.
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
    // Who reads has seen enough, as `head` has; there is nobody to tell.
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
