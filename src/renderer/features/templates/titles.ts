/** What a new template is called. Pure. */

const longest = 200;

/** The name that a template file gives itself; else the file's own. */
export function titleOf(fileName: string, json: Readonly<Record<string, unknown>> | null): string {
  const own = json?.['format'] === 'zhiyue-template' && typeof json['name'] === 'string' ? json['name'].trim() : '';
  const [title] = [own, fileName.replace(/(\.template)?\.[^.]+$/, '').trim(), fileName].filter((each) => each !== '');
  return (title ?? '').slice(0, longest);
}

/** The name, or, where a template has it already, with the next number that is free. */
export function freeTitle(title: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : ` ${number}`;
    const free = title.slice(0, longest - end.length) + end;
    if (!taken.includes(free)) return free;
  }
}
