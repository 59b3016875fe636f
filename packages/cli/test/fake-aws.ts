import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An answer in place of the real service's. */
export interface Reply {
  status?: number;
  /** An object becomes JSON, a text is sent as it is. */
  body: object | string;
}

/** Says what is answered to an action; nothing passes the request on to the real DynamoDB behind it. */
export type Script = (action: string, body: string) => Reply | undefined;

/** A server that answers for AWS, or stands between a program and the embedded DynamoDB. */
export interface FakeAws {
  url: string;
  /** Every action that was asked for, in order. */
  actions: string[];
  stop(): Promise<void>;
}

/** Starts the server. Actions are named by `X-Amz-Target` or by the form field `Action`. */
export async function startFakeAws(script: Script, upstream?: string): Promise<FakeAws> {
  const actions: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const action = actionOf(request.headers, body);
    actions.push(action);
    const reply = script(action, body) ?? (await passOn(upstream, request.headers, body));
    const content = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
    const type = content.startsWith("<") ? "text/xml" : "application/x-amz-json-1.0";
    response.writeHead(reply.status ?? 200, { "content-type": type }).end(content);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    actions,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What DynamoDB answers when it refuses. */
export function refusal(name: string, message: string): Reply {
  return {
    status: 400,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message },
  };
}

/** What CloudFormation answers about stacks with one output each. */
export function describedStacks(
  stacks: readonly { name: string; output: string; value: string }[],
): Reply {
  const members = stacks.map(
    ({ name, output, value }) =>
      `<member><StackName>${name}</StackName><StackStatus>CREATE_COMPLETE</StackStatus>` +
      `<CreationTime>2026-11-24T00:00:00Z</CreationTime><Outputs><member><OutputKey>${output}</OutputKey>` +
      `<OutputValue>${value}</OutputValue></member></Outputs></member>`,
  );
  return {
    body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${members.join("")}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  };
}

/** What STS answers about who is asking. */
export const CALLER: Reply = {
  body: '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/operator</Arn><UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
};

function actionOf(headers: IncomingHttpHeaders, body: string): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1) ?? "";
  return new URLSearchParams(body).get("Action") ?? "";
}

async function passOn(
  upstream: string | undefined,
  headers: IncomingHttpHeaders,
  body: string,
): Promise<Reply> {
  if (upstream === undefined) throw new Error("nothing is behind this server");
  const passed = ["x-amz-target", "x-amz-date", "authorization", "content-type"].flatMap((name) =>
    typeof headers[name] === "string" ? [[name, headers[name]] as [string, string]] : [],
  );
  const answer = await fetch(upstream, { method: "POST", headers: passed, body });
  return { status: answer.status, body: await answer.text() };
}
