import { describeSinkContract } from "@service-events/testing/sink-contract";
import { startMemorySink } from "./memory-sink.js";

describeSinkContract("a sink in memory", startMemorySink);
