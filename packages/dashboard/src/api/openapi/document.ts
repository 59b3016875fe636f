import { VERSION } from "../version.js";
import { paths } from "./paths.js";
import { schemas } from "./schemas.js";

/** What the API answers, for programs. Tests hold the API to it. */
export const openApiDocument = {
  openapi: "3.1.0",
  info: {
    title: "Service Events",
    version: VERSION,
    description: "Reads an event log. Every address is for GET and HEAD alone.",
    license: { name: "MIT", identifier: "MIT" },
  },
  servers: [{ url: "/" }],
  security: [{ bearer: [] }],
  paths,
  components: {
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    schemas,
  },
} as const;
