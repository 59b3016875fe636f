// Fails when an export lacks a doc comment, or a function or class an example.
import { findGaps } from "./gaps.mjs";
import { readReference } from "./reference.mjs";

const { project } = await readReference();
const gaps = findGaps(project);
for (const gap of gaps) console.error(gap);
const count = project.children.reduce((sum, { children = [] }) => sum + children.length, 0);
console.log(`${count} exports, ${gaps.length} gaps in their documentation`);
process.exitCode = gaps.length === 0 ? 0 : 1;
