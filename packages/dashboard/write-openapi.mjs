// Writes the OpenAPI document of the API into the docs. Run it with `pnpm --filter @service-events/dashboard openapi`.
import { writeFileSync } from "node:fs";
import { createApi } from "./src/index.ts";

const app = createApi({
  log: undefined, // describing the API reads nothing
  access: { kind: "none" },
  about: { region: "", table: "" },
});
const response = await app.request("/api/openapi.json");
const document = await response.json();
writeFileSync(
  new URL("../../docs/api/openapi.json", import.meta.url),
  `${JSON.stringify(document, null, 2)}\n`,
);
