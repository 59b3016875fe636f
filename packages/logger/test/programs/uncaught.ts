// A script that records and fails.
import { record } from "./setup.js";

record();
throw new Error("the business failed");
