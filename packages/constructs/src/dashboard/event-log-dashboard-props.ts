import type { RemovalPolicy } from "aws-cdk-lib";
import type { IUserPool, IUserPoolClient } from "aws-cdk-lib/aws-cognito";
import type { ILogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IEventLogTable } from "../event-log-table-interface";

/** Properties of an `EventLogDashboard`. */
export interface EventLogDashboardProps {
  /** The event log that is shown. */
  readonly eventLog: IEventLogTable;

  /**
   * Who may log in. Give `loginUrl` as well: the pool needs a domain for its login pages.
   *
   * @default - a new pool without sign-up, in which everybody needs a second factor; you add its users
   */
  readonly userPool?: IUserPool;

  /**
   * The client of the dashboard in `userPool`: without a secret, with the authorization code grant, and with the
   * dashboard's address followed by `/callback` as a callback URL.
   *
   * @default - a new client in the pool
   */
  readonly userPoolClient?: IUserPoolClient;

  /**
   * Where `userPool` has its login pages, such as `https://login.example.com`.
   *
   * @default - the domain of the new pool
   */
  readonly loginUrl?: string;

  /**
   * Further addresses under which the dashboard is opened, such as `https://events.example.com`. People may come back to
   * them from the login; the domain itself is yours to map to `api`.
   *
   * @default - only the address of the API
   */
  readonly origins?: readonly string[];

  /**
   * The log groups of origins, by the name of the origin: events then link to their log lines.
   *
   * @default - no links
   */
  readonly logGroups?: Readonly<Record<string, ILogGroup>>;

  /**
   * The most requests a second, over all users, in the long run.
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
   * How long the logs of the function and of accesses are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * What happens to the new pool, with its users, and to the logs when they leave the stack. The pool is protected from
   * deletion unless this is `DESTROY`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
