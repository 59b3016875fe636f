import { toLink, toVisible } from "../text/visible.js";

/** Text from an event, with invisible characters written out. */
export function Text({ value, keepsLines = false }: { value: string; keepsLines?: boolean }) {
  const stretches = toVisible(value, { keepsLines });
  return (
    <bdi>
      {stretches.map(({ text, isEscape }) =>
        isEscape ? <span class="escape">{text}</span> : text,
      )}
    </bdi>
  );
}

/** The same, but web addresses become links, without a referrer. */
export function LinkedText({ value, keepsLines }: { value: string; keepsLines?: boolean }) {
  const href = toLink(value);
  if (!href) return <Text value={value} keepsLines={keepsLines} />;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow external">
      <Text value={value} />
    </a>
  );
}
