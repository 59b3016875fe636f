// A script that records and leaves no time for anything.
import { record } from "./setup.js";

record();
process.exit(7);
