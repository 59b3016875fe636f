import { describeSinkContract } from "../../../test/sink-contract.js";
import { startMemorySink } from "./memory-sink.js";

describeSinkContract("a sink in memory", startMemorySink);
