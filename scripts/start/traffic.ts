/** What one step of traffic does to the sample app. */
export type Action =
  | { kind: "signUp"; user: User }
  | { kind: "newPassword"; user: User }
  | { kind: "subscribe"; update: SubscriptionUpdate }
  | { kind: "badWebhook"; body: string }
  | { kind: "job"; job: Job; correlationId: string }
  | { kind: "badMessage"; body: string }
  | { kind: "nightlyReport" };

/** A user of the small SaaS. */
interface User {
  userName: string;
  email: string;
}

/** The body of the payment provider's webhook. */
interface SubscriptionUpdate {
  userId: string;
  plan: "free" | "pro" | "team";
  status: "active" | "canceled" | "past_due";
  amount?: number;
}

/** What the queue carries. */
interface Job {
  jobId: string;
  kind: string;
  userId: string;
  fail?: boolean;
}

const NAMES = ["ada", "alan", "barbara", "edsger", "grace", "katherine", "ken", "margaret"];
const DOMAINS = ["example.com", "example.org", "mail.example.net"];
const KINDS = ["invoice", "export", "import", "thumbnail", "backup"];
const PRICES = { free: 0, pro: 19, team: 99 } as const;
const PLANS = ["free", "pro", "team"] as const;

/** Makes the actions of a small SaaS, the same ones for the same seed. */
export interface Traffic {
  /** The next action of an ordinary day, failures among them. */
  next(): Action;
  /** One of each kind and more, in a fixed order: every function, every type of event. */
  round(): Action[];
}

export function createTraffic(seed: number): Traffic {
  const random = createRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new RangeError("there is nothing to pick from");
    return item;
  };
  const hex = () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  const users: User[] = [];

  const newUser = (): User => {
    const name = pick(NAMES);
    const user = { userName: `${name}-${hex().slice(0, 4)}`, email: `${name}@${pick(DOMAINS)}` };
    users.push(user);
    return user;
  };
  const someUser = () => (users.length === 0 ? newUser() : pick(users));
  const signUp = (): Action => ({ kind: "signUp", user: newUser() });
  const newPassword = (): Action => ({ kind: "newPassword", user: someUser() });
  const subscribe = (status: SubscriptionUpdate["status"]): Action => {
    const plan = pick(PLANS);
    const update = { userId: someUser().userName, plan, status };
    return {
      kind: "subscribe",
      update: PRICES[plan] === 0 ? update : { ...update, amount: PRICES[plan] },
    };
  };
  const badWebhook = (): Action => ({
    kind: "badWebhook",
    body: pick(["{", "", '{"plan":"gold"}', "[]"]),
  });
  const job = (fail: boolean): Action => ({
    kind: "job",
    job: {
      jobId: `job-${hex()}`,
      kind: pick(KINDS),
      userId: someUser().userName,
      ...(fail ? { fail } : {}),
    },
    correlationId: `checkout-${hex()}`,
  });
  const badMessage = (): Action => ({ kind: "badMessage", body: pick(["hello", "{}", "null"]) });
  const nightlyReport = (): Action => ({ kind: "nightlyReport" });

  return {
    next: () =>
      weighted(random(), [
        [20, signUp],
        [2, newPassword],
        [20, () => subscribe(pick(["active", "active", "canceled", "past_due"]))],
        [4, badWebhook],
        [40, () => job(false)],
        [6, () => job(true)],
        [2, badMessage],
        [6, nightlyReport],
      ]),
    round: () => [
      signUp(),
      signUp(),
      newPassword(),
      subscribe("active"),
      subscribe("past_due"),
      subscribe("canceled"),
      badWebhook(),
      job(false),
      job(false),
      job(false),
      job(true),
      badMessage(),
      nightlyReport(),
    ],
  };
}

function weighted(
  at: number,
  choices: readonly (readonly [weight: number, make: () => Action])[],
): Action {
  let left = at * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, make] of choices) {
    left -= weight;
    if (left < 0) return make();
  }
  throw new RangeError(`${at} is not below 1`);
}

/** A small generator of numbers from 0 to 1, by mixing a counter: `Math.random` cannot be seeded. */
function createRandom(seed: number): () => number {
  let counter = seed >>> 0;
  return () => {
    counter = (counter + 0x9e37_79b9) >>> 0;
    let mixed = counter;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}
