import { VERSION } from "../version.js";

export const openApiDocument = {
  openapi: "3.1.0",
  info: { title: "Service Events", version: VERSION },
  paths: {},
};
