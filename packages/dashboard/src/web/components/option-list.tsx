import { useEffect } from "preact/hooks";

interface OptionListProps {
  id: string;
  options: readonly { text: string; kind: string; description?: string }[];
  /** The index of the active option; -1 for none. */
  chosen: number;
  onChoose(at: number): void;
}

/** The listbox of a combobox. The id of an option is the list's id plus its index. */
export function OptionList({ id, options, chosen, onChoose }: OptionListProps) {
  useEffect(() => {
    document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: "nearest" });
  }, [id, chosen]);
  return (
    <div id={id} class="options" role="listbox" aria-label="Completions" hidden={!options.length}>
      {options.map((option, at) => (
        <div
          key={option.text}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === chosen}
          class="option"
          // The input keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(at)}
        >
          <code>{option.text}</code>
          {option.description && <span class="muted">{option.description}</span>}
          <span class="kind">{option.kind}</span>
        </div>
      ))}
    </div>
  );
}
