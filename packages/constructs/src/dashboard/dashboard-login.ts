import { Duration, Fn, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AccountRecovery,
  FeaturePlan,
  type IUserPool,
  type IUserPoolClient,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
} from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import type { EventLogDashboardProps } from "./event-log-dashboard-props";

/** Properties of a `DashboardLogin`. */
export interface DashboardLoginProps
  extends Pick<
    EventLogDashboardProps,
    "userPool" | "userPoolClient" | "loginUrl" | "removalPolicy"
  > {
  /** The addresses that the dashboard is opened at. */
  readonly origins: readonly string[];
}

const SCOPES = [OAuthScope.OPENID];
/** A token cannot be revoked: a user who was removed can read for this long. */
const TOKEN_VALIDITY = Duration.minutes(30);

/** The user pool and client of the dashboard. Login is by authorization code with PKCE. */
export class DashboardLogin extends Construct {
  readonly userPool: IUserPool;
  readonly client: IUserPoolClient;
  /** The URL of the login pages, without a trailing slash. */
  readonly url: string;
  readonly scopes = SCOPES.map(({ scopeName }) => scopeName);

  constructor(scope: Construct, id: string, props: DashboardLoginProps) {
    super(scope, id);
    validate(props);
    if (props.userPool !== undefined) {
      this.userPool = props.userPool;
      this.url = String(props.loginUrl).replace(/\/$/, "");
    } else {
      const userPool = this.createUserPool(props.removalPolicy ?? RemovalPolicy.RETAIN);
      const domain = userPool.addDomain("Domain", {
        cognitoDomain: { domainPrefix: uniquePrefix(Stack.of(this)) },
      });
      this.userPool = userPool;
      this.url = domain.baseUrl();
    }
    this.client = props.userPoolClient ?? this.createClient(props.origins);
  }

  /** The issuer of the tokens. */
  get issuer(): string {
    return `https://${this.userPool.userPoolProviderName}`;
  }

  private createUserPool(removalPolicy: RemovalPolicy): UserPool {
    return new UserPool(this, "Users", {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      // Charged per user who logs in; a dashboard has few.
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
  }

  private createClient(origins: readonly string[]): IUserPoolClient {
    return this.userPool.addClient("Page", {
      generateSecret: false,
      // Only the login pages authenticate: the dashboard never sees a password.
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: SCOPES,
        callbackUrls: origins.map((origin) => `${origin}/callback`),
        logoutUrls: origins.map((origin) => `${origin}/`),
      },
      accessTokenValidity: TOKEN_VALIDITY,
      idTokenValidity: TOKEN_VALIDITY,
      refreshTokenValidity: Duration.hours(1),
      preventUserExistenceErrors: true,
    });
  }
}

/** Prefixes are shared by all accounts of a region; the id of a stack is unique. */
function uniquePrefix(stack: Stack): string {
  return `events-${Fn.select(2, Fn.split("/", stack.stackId))}`;
}

function validate({ userPool, userPoolClient, loginUrl }: DashboardLoginProps): void {
  if ((userPool === undefined) !== (loginUrl === undefined)) {
    const [given, missing] =
      userPool === undefined ? ["loginUrl", "userPool"] : ["userPool", "loginUrl"];
    throw new Error(
      `${given} needs ${missing}, received none: set both, or neither for a new pool`,
    );
  }
  if (userPoolClient !== undefined && userPool === undefined) {
    throw new Error("userPoolClient needs userPool, received none: set the pool of the client");
  }
}
