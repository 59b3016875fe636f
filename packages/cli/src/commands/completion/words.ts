import type { Command, Option } from "commander";

/** The command that the words name, if they do. */
export function findCommand(program: Command, words: readonly string[]): Command | undefined {
  const names = words.filter((_, at) => !isValue(program, undefined, words.slice(0, at)));
  const name = names.find((word) => !word.startsWith("-"));
  return visibleCommands(program).find((command) => command.name() === name);
}

/**
 * What may stand behind the words as far as the command line itself knows: commands, options, choices. `undefined` where
 * an argument of the command stands.
 *
 * @param last How the unfinished word begins.
 */
export function commandWords(
  program: Command,
  command: Command | undefined,
  words: readonly string[],
  last: string,
): string[] | undefined {
  const option = valueOption(program, command, words);
  if (option) return [...(option.argChoices ?? [])];
  if (last.startsWith("--") || last === "-") return optionNames(program, command);
  if (!command) return visibleCommands(program).map((each) => each.name());
  const [argument] = command.registeredArguments;
  return argument?.argChoices ? [...argument.argChoices] : undefined;
}

function visibleCommands(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

function optionNames(program: Command, command: Command | undefined): string[] {
  return optionsOf(program, command).flatMap(({ long }) => long ?? []);
}

function optionsOf(program: Command, command: Command | undefined): readonly Option[] {
  const help = program.createHelp();
  return [...(command ? help.visibleOptions(command) : []), ...help.visibleOptions(program)];
}

/** The option whose value comes next. */
function valueOption(
  program: Command,
  command: Command | undefined,
  words: readonly string[],
): Option | undefined {
  const before = words.at(-1);
  return optionsOf(program, command).find(
    ({ required, long, short }) =>
      required && before !== undefined && (long === before || short === before),
  );
}

function isValue(
  program: Command,
  command: Command | undefined,
  words: readonly string[],
): boolean {
  return valueOption(program, command, words) !== undefined;
}
