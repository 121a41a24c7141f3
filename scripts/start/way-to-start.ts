/** The desktop app or the browser: decided by what is here. */
export interface Machine {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly root: boolean;
}

/** Why there can be no window here, as the key of a text; null where there can. */
export function noWindowBecause({ platform, environment, root }: Machine): 'start.no-display' | 'start.root' | null {
  if (platform !== 'linux') return null;
  const says = (name: string): boolean => (environment[name] ?? '') !== '';
  if (!says('DISPLAY') && !says('WAYLAND_DISPLAY')) return 'start.no-display';
  return root ? 'start.root' : null;
}

/** What was typed after `npm start --`: our own word, and what the station's command takes. */
export function startArguments(typed: readonly string[]): { readonly browser: boolean; readonly rest: readonly string[]; readonly dataDir: string | null; readonly port: string | null } {
  const rest = typed.filter((each) => each !== '--browser');
  return { browser: rest.length < typed.length, rest, dataDir: valueOf(rest, '--data-dir'), port: valueOf(rest, '--port') };
}

function valueOf(words: readonly string[], option: string): string | null {
  const at = words.findIndex((word) => word === option || word.startsWith(`${option}=`));
  if (at < 0) return null;
  const word = words[at] ?? '';
  return word.includes('=') ? word.slice(option.length + 1) : (words[at + 1] ?? null);
}
