// A script that records and comes to its end, without a thought for what is still queued.
import { record } from "./setup.js";

record();
