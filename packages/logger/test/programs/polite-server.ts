// A server that closes at SIGTERM and then comes to its natural end.
import { record } from "./setup.js";

const running = setInterval(() => {}, 60_000);
process.on("SIGTERM", () => {
  console.log("closing");
  clearInterval(running);
});
record();
console.log("ready");
