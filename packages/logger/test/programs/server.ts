// A server without a listener for signals: runs until one comes.
import { record } from "./setup.js";

setInterval(() => {}, 60_000);
record();
console.log("ready");
