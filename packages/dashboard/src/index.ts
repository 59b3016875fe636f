/** Service Events in a browser: a read-only HTTP API and the page that asks it. */
export type { Access } from "./api/access.js";
export type * from "./api/answers.js";
export { type ApiOptions, createApi } from "./api/app.js";
export type { OnFailure } from "./api/failures.js";
export type { Limits } from "./api/limits.js";
export {
  type DashboardOptions,
  type RunningDashboard,
  startDashboard,
} from "./node/start-dashboard.js";
export { type Page, type PageFile, readPage } from "./page/page.js";
