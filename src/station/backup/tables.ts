/**
 * The tables of the record that belong to an exam, in an order in which a row comes after those that it refers to. Which columns there are, the schema says;
 * a table that a later step of it adds has a line here, too (a test compares them).
 */
export interface ExamTable {
  readonly table: string;
  /** Its rows of the exam `?`. */
  readonly from: string;
  /** By which its rows are in order: as they came where the table has row numbers (some lists show them so), else its primary key. */
  readonly key: readonly string[];
}

const ofPages = (table: string): string => `${table} t JOIN pages p ON p.page_id = t.page_id WHERE p.exam_id = ?`;
const ofBatches = (table: string): string => `${table} t JOIN batches b ON b.batch_id = t.batch_id WHERE b.exam_id = ?`;
const own = (table: string): string => `${table} t WHERE t.exam_id = ?`;

export const examTables: readonly ExamTable[] = [
  { table: 'exams', from: own('exams'), key: ['rowid'] },
  { table: 'exam_revisions', from: own('exam_revisions'), key: ['exam_id', 'revision'] },
  { table: 'candidates', from: own('candidates'), key: ['exam_id', 'candidate_no'] },
  { table: 'batches', from: own('batches'), key: ['rowid'] },
  { table: 'quality_alarms', from: ofBatches('quality_alarms'), key: ['batch_id', 'kind'] },
  { table: 'sendings', from: own('sendings'), key: ['exam_id', 'sending_id'] },
  { table: 'sources', from: own('sources'), key: ['rowid'] },
  { table: 'pages', from: own('pages'), key: ['rowid'] },
  { table: 'readings', from: ofPages('readings'), key: ['rowid'] },
  { table: 'crops', from: ofPages('crops'), key: ['page_id', 'field'] },
  { table: 'corrections', from: own('corrections'), key: ['rowid'] },
  { table: 'sheets', from: own('sheets'), key: ['exam_id', 'candidate_no'] },
  { table: 'scores', from: own('scores'), key: ['exam_id', 'candidate_no', 'sheet_revision'] },
  { table: 'rescores', from: own('rescores'), key: ['rowid'] },
  { table: 'exceptions', from: own('exceptions'), key: ['rowid'] },
  { table: 'publications', from: own('publications'), key: ['rowid'] },
  { table: 'figures', from: own('figures'), key: ['exam_id', 'name'] },
  // Says what of the events is in the figures; not restored.
  { table: 'figures_counted', from: own('figures_counted'), key: ['exam_id', 'seq'] },
  { table: 'events', from: own('all_events'), key: ['seq'] },
];

/** Tables of the record that no exam takes along: of the station, its devices, its bus and its templates; reports are written anew. */
export const stationTables: readonly string[] = ['record', 'group_positions', 'dead_letters', 'event_packs', 'devices', 'refresh_tokens', 'settings', 'idempotent_requests', 'reports', 'templates'];

/** Of `exams`, what is about this record only. */
export const unsaidColumns: ReadonlySet<string> = new Set(['doomed']);
