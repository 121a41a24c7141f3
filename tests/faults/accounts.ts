/** The accounts after a run: what the record, the data folder and the machine must show, whatever struck. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Db, dbOf, openReadOnly } from '../../src/station/store/database.ts';
import { recordName } from '../../src/station/store/store.ts';

export interface Expected {
  readonly dataFolder: string;
  readonly pages: number;
  /** Of a run that nothing happened to, as JSON. */
  readonly undisturbed: string;
  /** As this run came out. */
  readonly essence: string;
  /** Pages may have been given up with this error code; everything else must be right. */
  readonly givenUpAs: string | null;
}

/** With the copies of them, which are as little read. */
const pagesGivenUp = `SELECT s.name || ' ' || p.page_in_file AS name FROM pages p JOIN sources s USING (source_id) LEFT JOIN pages original ON original.page_id = p.copy_of
  WHERE coalesce(original.state, p.state) = 'failed' AND coalesce(original.trouble, p.trouble) = ?`;
const counted = z.object({ n: z.int() });
const named = z.object({ name: z.string() });
const essenceSchema = z.object({
  pages: z.array(z.looseObject({ sourceFile: z.string(), sourcePage: z.int(), candidateNo: z.string(), status: z.string() })),
  scores: z.array(z.looseObject({ candidateNo: z.string() })),
  exceptions: z.array(z.string()),
});
type Essence = z.infer<typeof essenceSchema>;

/** What is wrong, in sentences; empty when everything is accounted for. */
export function faultsInAccounts({ dataFolder, pages, undisturbed, essence, givenUpAs }: Expected): string[] {
  const database = openReadOnly(join(dataFolder, recordName));
  try {
    const db = dbOf(database);
    const givenUp = new Set(givenUpAs === null ? [] : names(db, pagesGivenUp, givenUpAs));
    return [
      ...pagesOnce(db, pages), ...logGapless(db), ...allHandled(db), ...filesAccounted(db, dataFolder),
      ...sameResults(essenceSchema.parse(JSON.parse(undisturbed)), essenceSchema.parse(JSON.parse(essence)), givenUp),
    ];
  } finally {
    database.close();
  }
}

const count = (db: Db, sql: string, ...values: readonly (string | number)[]): number => db.get(counted, sql, ...values)?.n ?? 0;
const names = (db: Db, sql: string, ...values: readonly (string | number)[]): string[] => db.all(named, sql, ...values).map(({ name }) => name);
const unless = (fine: boolean, complaint: string): string[] => (fine ? [] : [complaint]);

/** Each page put in once, received once, read once (or a copy, or failed once), and the batch completed once. */
function pagesOnce(db: Db, pages: number): string[] {
  const inRecord = count(db, 'SELECT count(*) AS n FROM pages');
  const waiting = count(db, "SELECT count(*) AS n FROM pages WHERE state = 'waiting'");
  const completed = count(db, "SELECT count(*) AS n FROM all_events WHERE type = 'batch.completed'");
  const twice = names(db, `SELECT type || ' ' || json_extract(payload, '$.page_id') AS name FROM all_events
    WHERE type IN ('page.received', 'ocr.completed', 'ocr.failed') AND correlation_id IN (SELECT batch_id FROM batches) GROUP BY 1 HAVING count(*) > 1`);
  const received = count(db, "SELECT count(*) AS n FROM all_events WHERE type = 'page.received' AND correlation_id IN (SELECT batch_id FROM batches)");
  const ended = count(db, "SELECT count(*) AS n FROM all_events WHERE type IN ('ocr.completed', 'ocr.failed') AND correlation_id IN (SELECT batch_id FROM batches)");
  const copies = count(db, "SELECT count(*) AS n FROM pages WHERE state = 'copy'");
  const ungraded = count(db, 'SELECT count(*) AS n FROM sheets WHERE graded_revision < revision OR failure IS NOT NULL');
  return [
    ...unless(inRecord === pages, `${inRecord} pages stand in the record, ${pages} were put in`),
    ...unless(received === pages, `${received} pages were announced, ${pages} were put in`),
    ...unless(ended === pages - copies, `${ended} readings were announced for ${pages - copies} pages`),
    ...unless(waiting === 0, `${waiting} pages still wait`),
    ...unless(completed === 1, `the batch was completed ${completed} times`),
    ...unless(ungraded === 0, `${ungraded} sheets are not graded`),
    ...twice.map((name) => `announced twice: ${name}`),
  ];
}

function logGapless(db: Db): string[] {
  const ends = db.get(z.object({ least: z.int(), most: z.int(), n: z.int() }), 'SELECT min(seq) AS least, max(seq) AS most, count(*) AS n FROM all_events');
  const orphans = count(db, 'SELECT count(*) AS n FROM all_events e WHERE causation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM all_events c WHERE c.event_id = e.causation_id AND c.seq < e.seq)');
  return [
    ...unless(ends !== null && ends.least === 1 && ends.most === ends.n, `the event log has gaps: ${JSON.stringify(ends)}`),
    ...unless(orphans === 0, `${orphans} events name a cause that does not come before them`),
  ];
}

/** Every handler group is at the end of the log. */
function allHandled(db: Db): string[] {
  const end = count(db, 'SELECT max(seq) AS n FROM all_events');
  const rows = db.all(z.object({ name: z.string(), seq: z.int(), behind: z.string() }), 'SELECT group_name AS name, seq, behind FROM group_positions');
  return rows.flatMap(({ name, seq, behind }) => unless(seq === end && behind === '{}', `the handler group ${name} is at ${seq} of ${end}, and behind in ${behind}`));
}

function filesAccounted(db: Db, dataFolder: string): string[] {
  const known = new Set(names(db, 'SELECT DISTINCT file AS name FROM sources UNION SELECT file FROM crops'));
  const there = ['images', 'crops'].flatMap((folder) => filesUnder(dataFolder, folder));
  return [
    ...there.filter((file) => !known.has(file)).map((file) => `nobody knows the file ${file}`),
    ...[...known].filter((file) => !existsSync(join(dataFolder, file))).map((file) => `the file ${file} is gone`),
    ...filesUnder(dataFolder, 'incoming').map((file) => `left half copied: ${file}`),
  ];
}

function filesUnder(dataFolder: string, folder: string): string[] {
  const path = join(dataFolder, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(dataFolder.length + 1));
}

type PageOfEssence = Essence['pages'][number];
/** A file of several pages can lose one of them and keep the others. */
const pageName = ({ sourceFile, sourcePage }: PageOfEssence): string => `${sourceFile} ${sourcePage}`;

/** Whether a line of the exceptions (file, page, candidate …) is about one of these pages. */
const isAbout = (exception: string, pages: ReadonlySet<string>): boolean => [...pages].some((page) => exception.startsWith(`${page} `));

/** @param givenUp `file page` */
function sameResults(expected: Essence, found: Essence, givenUp: ReadonlySet<string>): string[] {
  const theirs = new Set([...expected.pages, ...found.pages].filter((page) => givenUp.has(pageName(page))).map(({ candidateNo }) => candidateNo));
  const ours = (essence: Essence): Essence => ({
    pages: essence.pages.filter((page) => !givenUp.has(pageName(page)) && !(page.candidateNo !== '' && theirs.has(page.candidateNo))),
    scores: essence.scores.filter(({ candidateNo }) => !theirs.has(candidateNo)),
    exceptions: essence.exceptions.filter((text) => !isAbout(text, givenUp) && !text.split(' ').some((word) => word !== '' && theirs.has(word))),
  });
  const [want, have] = [ours(expected), ours(found)];
  const differing = (name: keyof Essence): string[] => {
    const [before, now] = [want[name].map((one) => JSON.stringify(one)), have[name].map((one) => JSON.stringify(one))];
    const lines = [...before.filter((one) => !now.includes(one)).map((one) => `- ${one}`), ...now.filter((one) => !before.includes(one)).map((one) => `+ ${one}`)];
    return lines.length === 0 && before.length === now.length ? [] : [`${name} are not as without the fault: ${lines.slice(0, 3).join(' ')}`];
  };
  return [
    ...differing('pages'), ...differing('scores'), ...differing('exceptions'),
    ...found.pages.flatMap((page) => unless(!givenUp.has(pageName(page)) || page.status === 'failed', `${pageName(page)} was given up and yet is ${page.status}`)),
  ];
}
