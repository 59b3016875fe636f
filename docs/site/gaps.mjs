// Finds exports that the API reference would show without a doc comment, or without an example where one is due.
import { ReflectionKind } from "typedoc";

const WITH_EXAMPLE = ReflectionKind.Function | ReflectionKind.Class;

/**
 * @param {import("typedoc").ProjectReflection} project
 * @returns {string[]} such as `@service-events/query: parseTime has no @example`
 */
export function findGaps(project) {
  return (project.children ?? []).flatMap((module) =>
    (module.children ?? []).flatMap((child) => {
      const comment = child.signatures?.[0]?.comment ?? child.comment;
      // Exported a second time: its documentation is where it is exported first.
      if (child.kind === ReflectionKind.Reference) return [];
      if (!comment?.hasVisibleComponent())
        return [`${module.name}: ${child.name} has no doc comment`];
      const lacksExample = child.kindOf(WITH_EXAMPLE) && !comment.getTag("@example");
      return lacksExample ? [`${module.name}: ${child.name} has no @example`] : [];
    }),
  );
}
