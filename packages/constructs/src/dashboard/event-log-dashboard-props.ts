import type { RemovalPolicy } from "aws-cdk-lib";
import type { IUserPool, IUserPoolClient } from "aws-cdk-lib/aws-cognito";
import type { ILogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IEventLogTable } from "../event-log-table-interface";

/**
 * Properties of an `EventLogDashboard`.
 *
 * @example
 * const eventLog = new EventLogTable(this, "EventLog");
 * const props: EventLogDashboardProps = { eventLog, origins: ["https://events.example.com"] };
 * new EventLogDashboard(this, "Dashboard", props);
 */
export interface EventLogDashboardProps {
  /** The event log to show. */
  readonly eventLog: IEventLogTable;

  /**
   * The user pool of those who may log in. Needs `loginUrl`, as the pool needs a domain for its login pages.
   *
   * @default - a new pool without sign-up that requires a second factor; you add its users
   */
  readonly userPool?: IUserPool;

  /**
   * The dashboard's client in `userPool`: without a secret, with the authorization code grant, and with the dashboard's
   * address followed by `/callback` as a callback URL.
   *
   * @default - a new client in the pool
   */
  readonly userPoolClient?: IUserPoolClient;

  /**
   * The URL of the login pages of `userPool`, such as `https://login.example.com`.
   *
   * @default - the domain of the new pool
   */
  readonly loginUrl?: string;

  /**
   * More addresses that the dashboard is opened at, such as `https://events.example.com`. The login may redirect to them;
   * mapping the domain to `api` is up to you.
   *
   * @default - only the address of the API
   */
  readonly origins?: readonly string[];

  /**
   * Log groups by origin. Events of these origins link to their log lines.
   *
   * @default - no links
   */
  readonly logGroups?: Readonly<Record<string, ILogGroup>>;

  /**
   * The most requests per second in the long run, over all users.
   *
   * @default 50
   */
  readonly rateLimit?: number;

  /**
   * The most requests at once, over all users.
   *
   * @default 100
   */
  readonly burstLimit?: number;

  /**
   * How long the function's logs and the access logs are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * What happens to the new pool, its users and the logs when they leave the stack. The pool is protected from deletion
   * unless this is `DESTROY`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
