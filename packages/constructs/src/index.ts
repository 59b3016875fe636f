/**
 * The event log as constructs of the AWS CDK: the table with its indexes and grants, and the dashboard.
 *
 * @module
 */
export type { IndexName } from "@service-events/schema";
export { EventLogDashboard } from "./dashboard/event-log-dashboard";
export type { EventLogDashboardProps } from "./dashboard/event-log-dashboard-props";
export { EventLogTable } from "./event-log-table";
export type { IEventLogTable } from "./event-log-table-interface";
export type { EventLogTableAttributes, EventLogTableProps } from "./event-log-table-props";
export type { Retention } from "./retention";
export type { WriteEventsOptions, WriterSettings } from "./writer-environment";
