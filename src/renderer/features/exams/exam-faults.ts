/** What the station says is wrong with an exam, by the field of the form that it is about. */
export interface ExamFault { readonly path: string; readonly message: string }

/** `questions[2].key[4]` is about the key of the third group. */
export function fieldOf(path: string): string {
  const inGroup = /^questions\[(\d+)\](?:\.(\w+))?(?:[.[].*)?$/.exec(path);
  if (inGroup !== null) return `${inGroup[1] ?? '0'}.${inGroup[2] ?? 'no'}`;
  return path.startsWith('candidateNumber') ? 'candidateDigits' : path;
}

/** The first fault of each field. */
export function faultsByField(faults: readonly ExamFault[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { path, message } of faults) if (!found.has(fieldOf(path))) found.set(fieldOf(path), message);
  return found;
}

/** From the sentence of a refusal: `questions[0].key: 11 letters for 10 questions; title: …`. */
export function faultsIn(detail: string): readonly ExamFault[] {
  return detail.replace(/\.$/, '').split('; ').flatMap((part) => {
    const fault = /^([a-z]\w*(?:\[\d+\])*(?:\.\w+(?:\[\d+\])*)*): (.+)$/i.exec(part);
    return fault === null ? [] : [{ path: fault[1] ?? '', message: fault[2] ?? '' }];
  });
}
