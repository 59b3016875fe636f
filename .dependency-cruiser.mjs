// Which folder may import which, type-only imports included. README.md draws the same arrows; scripts/layers.test.ts
// compares the two. Tests are free to use any package, but take part in no circle.

/** What each package may use. Everything may use `schema` as well. */
const arrows = {
  schema: [],
  logger: [],
  query: [],
  projector: ["query", "logger"],
  dashboard: ["query", "logger"],
  local: ["dashboard"],
  cli: ["logger", "query", "projector", "dashboard", "local"],
  constructs: [],
};

const tests = "\\.test\\.tsx?$|\\.test-support\\.ts$|^packages/[^/]+/test/|^infra/test/";
const workspace = "^(packages|@service-events|infra|bench|scripts|test)/";
const node = { dependencyTypes: ["core"] };
const npm = {
  dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "unknown"],
  pathNot: "^@service-events/",
};

/** Paths of packages: by file, or by name where the importing package does not list the other. */
const packages = (...names) => `^(packages|@service-events)/(${names.join("|")})(/|$)`;

/** A rule whose name is the sentence that a violation prints. */
function forbid(name, folder, to) {
  return { name, severity: "error", from: { path: `^${folder}/`, pathNot: tests }, to };
}

const packageRules = Object.entries(arrows).map(([name, uses]) =>
  forbid(
    `${name} uses ${["schema", ...uses].filter((used) => used !== name).join(", ") || "nothing"} only`,
    `packages/${name}/src`,
    { path: workspace, pathNot: packages(name, "schema", ...uses) },
  ),
);

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...packageRules,
    forbid("infra uses schema, constructs, logger only", "infra", {
      path: workspace,
      pathNot: ["^infra/", packages("schema", "constructs", "logger")],
    }),
    forbid("nothing uses cli, infra or bench", "(bench|scripts)", {
      path: ["^(infra|bench)/", packages("cli")],
      pathNot: "^$1/",
    }),

    forbid("schema has no dependency", "packages/schema/src", npm),
    forbid("schema runs in a browser", "packages/schema/src", node),
    forbid("logger has no dependency", "packages/logger/src", npm),
    forbid("logger/transport knows no delivery and no sink", "packages/logger/src/transport", {
      path: "^packages/logger/src/(delivery|sinks)/",
    }),
    forbid("logger/delivery knows no sink and no transport", "packages/logger/src/delivery", {
      path: "^packages/logger/src/(sinks|transport)/",
    }),
    forbid("query/language uses schema only", "packages/query/src/language", {
      path: workspace,
      pathNot: ["^packages/query/src/language/", packages("schema")],
    }),
    forbid("query/language runs in a browser", "packages/query/src/language", node),
    forbid("dashboard/web uses query/language, schema only", "packages/dashboard/src/web", {
      path: workspace,
      pathNot: [
        "^packages/dashboard/src/(web|api)/",
        "^packages/query/src/language/",
        packages("schema"),
      ],
    }),
    forbid("dashboard/web takes only types from the API", "packages/dashboard/src/web", {
      path: "^packages/dashboard/src/api/",
      dependencyTypesNot: ["type-only"],
    }),
    forbid("dashboard/web runs in a browser", "packages/dashboard/src/web", node),

    forbid("only tests use test code", "(packages/(?!testing/)[^/]+/src|infra)", {
      path: [tests, packages("testing"), "^test/"],
    }),
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/(dist|assets|cdk\\.out)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "require", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
