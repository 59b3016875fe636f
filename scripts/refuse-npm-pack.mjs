// Runs before a package is packed. npm would pack the workspace's own manifest: `workspace:` and `catalog:` versions that no
// registry knows, and exports that lead to TypeScript. pnpm replaces them.
const packer = process.env.npm_config_user_agent ?? "";

if (!packer.startsWith("pnpm/")) {
  console.error(
    "Pack and publish with pnpm: npm would keep the versions `workspace:` and `catalog:`, which cannot be installed.",
  );
  process.exit(1);
}
