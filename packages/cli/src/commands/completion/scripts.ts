import { COMPLETE, type Shell } from "./shells.js";

/**
 * Each script hands the words to the hidden command and takes lines back. What comes back is never evaluated: it is
 * assigned or listed as text, and the command offers nothing that a shell would read as more than a word.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for service-events: source <(service-events completion bash)
_service_events() {
  local line=\${COMP_LINE:0:COMP_POINT} current kept
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=\${words[\${#words[@]} - 1]}
  mapfile -t COMPREPLY < <(service-events ${COMPLETE} -- "\${words[@]:1}" 2>/dev/null)
  # bash treats a colon as a word break and replaces only what follows it.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
    kept=\${current%"\${current##*:}"}
    COMPREPLY=("\${COMPREPLY[@]#"$kept"}")
  fi
  # A field is followed by its value, without a space.
  [[ \${COMPREPLY[*]} == *[:.] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _service_events service-events`,
  zsh: `#compdef service-events
# zsh completion for service-events: put it into a folder of $fpath as _service-events
_service-events() {
  local -a candidates fields
  candidates=("\${(@f)$(service-events ${COMPLETE} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=(\${candidates:#})
  # A field is followed by its value, without a space.
  fields=(\${(M)candidates:#*[:.]})
  candidates=(\${candidates:#*[:.]})
  compadd -S '' -a fields
  compadd -a candidates
}
if [[ $funcstack[1] == _service-events ]]; then _service-events "$@"; else compdef _service-events service-events; fi`,
  fish: `# fish completion for service-events: service-events completion fish | source
function __service_events_complete
    set -l words (commandline --tokenize --cut-at-cursor) (commandline --current-token --cut-at-cursor)
    service-events ${COMPLETE} -- $words[2..-1] 2>/dev/null
end
complete --command service-events --no-files --arguments '(__service_events_complete)'`,
};
