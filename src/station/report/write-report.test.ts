import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ExcelJS from 'exceljs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseExam } from '../../exam/exam-file.ts';
import type { Answer } from '../../exam/exam.ts';
import { scoreSheet } from '../../exam/score.ts';
import { examStatistics } from '../../exam/statistics.ts';
import { outputError } from './output-folder.ts';
import type { ExamResults, ExceptionRow } from './results.ts';
import { csvText } from './tables-csv.ts';
import { scannedPage } from '../quality/scanned-page.ts';
import { writeReport } from './write-report.ts';

const exam = parseExam({
  id: 'x', title: 'X', questions: [
    { no: '1', type: 'single', options: 4, key: 'B', points: 2.5 },
    { no: '2', type: 'multiple', options: 4, key: 'AC', points: 3 },
    { no: '3', type: 'numeric', digits: 3, key: '12', points: 3 },
    { no: '4', type: 'open', points: 10, height: 40 }] });
const answers = (...values: string[]): Answer[] => values.map((value, i) => ({ no: String(i + 1), value: value.replace('?', ''), doubtful: value.startsWith('?') }));

let folder: string;
let out: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-report-'));
  out = path.join(folder, 'out');
  await writeFile(path.join(folder, 'crop.jpg'), 'picture');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function results(changes: Partial<ExamResults> = {}): ExamResults {
  const [first, second] = [answers('B', '?AC', '_12'), answers('', 'A')];
  const doubtful: ExceptionRow = { sourceFile: 'scan-10.jpg', sourcePage: 1, candidateNo: '00000007', kind: 'doubtful', field: '2', confidence: 0.712345, detail: 'erased', cropFile: path.join(folder, 'crop.jpg') };
  const scores = [
    { candidateNo: '00000007', name: '王小明', class: '=2+3', status: 'review' as const, score: scoreSheet(exam, first) },
    { candidateNo: '00000008', name: 'Li, "Lei"', class: '8-1', status: 'missing-page' as const, score: scoreSheet(exam, second) },
    { candidateNo: '00000009', name: '@Han', class: '8-1', status: 'absent' as const, score: null },
  ];
  return {
    exam,
    pages: [
      { sourceFile: 'scan-10.jpg', sourcePage: 1, candidateNo: '00000007', status: 'review', answers: first },
      { sourceFile: 'scan-2.pdf', sourcePage: 2, candidateNo: '', status: 'failed', answers: [] },
      { sourceFile: 'scan-2.pdf', sourcePage: 1, candidateNo: '00000008', status: 'ok', answers: second },
    ],
    scores,
    exceptions: [
      { ...doubtful, sourceFile: '', sourcePage: 0, candidateNo: '00000009', kind: 'absent', field: '', confidence: null, detail: '', cropFile: null },
      doubtful,
      { ...doubtful, field: '3', detail: '- look', cropFile: path.join(folder, 'gone.jpg') },
      { ...doubtful, kind: 'unreadable', sourceFile: 'scan-2.pdf', sourcePage: 2, candidateNo: '', field: '', confidence: null, detail: 'file-damaged', cropFile: null },
    ],
    openAnswers: [],
    statistics: examStatistics(exam, [{ score: scoreSheet(exam, first), answers: first }, { score: scoreSheet(exam, second), answers: second }]),
    scans: [scannedPage({ sourceFile: 'scan-10.jpg', sourcePage: 1, name: 'scan-10.jpg', quality: null, trouble: null })],
    ...changes,
  };
}

const written = (name: string) => readFile(path.join(out, name), 'utf8');

test('writes exactly the result files and says where they are', async () => {
  const { files } = await writeReport(results(), out, { lang: 'en' });
  const names = ['answers.csv', 'crops', 'exceptions.csv', 'quality.csv', 'results.xlsx', 'scores.csv', 'statistics.json'];
  expect((await readdir(out)).toSorted()).toEqual(names);
  expect(files.map((file) => path.relative(out, file)).toSorted()).toEqual(names);
});

test('answers.csv has one row a page in natural order, doubt before the best guess, and no byte order mark', async () => {
  await writeReport(results(), out, { lang: 'zh' });
  expect(await written('answers.csv')).toBe([
    'source_file,source_page,candidate_no,status,a:1,a:2,a:3',
    'scan-2.pdf,1,00000008,ok,,A,',
    'scan-2.pdf,2,,failed,,,',
    'scan-10.jpg,1,00000007,review,B,?AC,_12', ''].join('\n'));
});

test('a file name or an answer that begins like a formula is a text in the CSV, a negative number stays one', async () => {
  const page = { sourceFile: '=cmd|calc.jpg', sourcePage: 1, candidateNo: '00000007', status: 'ok' as const, answers: answers('@SUM(A1)', '=1+1', '-12') };
  await writeReport(results({ pages: [page, { ...page, sourceFile: '-2+3.jpg' }], exceptions: [] }), out, { lang: 'en' });
  const lines = (await written('answers.csv')).split('\n');
  expect(lines.slice(1, 3).toSorted()).toEqual([`'-2+3.jpg,1,00000007,ok,'@SUM(A1),'=1+1,-12`, `'=cmd|calc.jpg,1,00000007,ok,'@SUM(A1),'=1+1,-12`]);
});

test('a column that somebody named like a formula is a text in the heading', () => {
  expect(csvText({ name: 'answers', columns: ['source_file', '=cmd()'], rows: [['a.jpg', 'A']], prose: [] })).toBe("source_file,'=cmd()\na.jpg,A\n");
});

test('scores.csv keeps the order of the roster; what was not read, and what waits for marks, is empty', async () => {
  await writeReport(results(), out, { lang: 'en' });
  expect(await written('scores.csv')).toBe([
    'candidate_no,name,class,status,total,s:1,s:2,s:3,s:4',
    `00000007,王小明,'=2+3,review,8.5,2.5,3,3,`,
    '00000008,"Li, ""Lei""",8-1,missing-page,0,0,0,,',
    `00000009,'@Han,8-1,absent,,,,,`, ''].join('\n'));
});

test('exceptions.csv says what to do in the language asked for, with the crop beside it', async () => {
  await writeReport(results(), out, { lang: 'en' });
  expect(await written('exceptions.csv')).toBe([
    'source_file,source_page,candidate_no,kind,field,confidence,detail,crop',
    'scan-2.pdf,2,,unreadable,,,The file is damaged; copy it again or scan the page again.,',
    'scan-10.jpg,1,00000007,doubtful,2,0.7123,A mark looks rubbed out; look at the crop and decide.,crops/00000007-q2.jpg',
    `scan-10.jpg,1,00000007,doubtful,3,0.7123,'- look,`,
    ',,00000009,absent,,,No page of this candidate was scanned; confirm the absence or find the sheet.,', ''].join('\n'));
  expect(await written('crops/00000007-q2.jpg')).toBe('picture');
  await writeReport(results(), out, { lang: 'zh' });
  expect(await written('exceptions.csv')).toContain('填涂似乎被擦除；请查看截图后判定。');
});

async function writtenWorkbook(): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path.join(out, 'results.xlsx'));
  return workbook;
}

test('results.xlsx has the same as sheets: numbers are numbers, candidate numbers and formulas are text, headings stay in view', async () => {
  await writeReport(results(), out, { lang: 'en' });
  const workbook = await writtenWorkbook();
  expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual(['Answers', 'Scores', 'Exceptions', 'Statistics']);
  expect(workbook.views).toMatchObject([{ activeTab: 1 }]);
  const scores = workbook.getWorksheet('Scores');
  expect(scores?.views).toMatchObject([{ state: 'frozen', ySplit: 1 }]);
  expect(scores?.autoFilter).toBe('A1:I4');
  expect(scores?.getRow(2).values).toEqual([undefined, '00000007', '王小明', '=2+3', 'To look at', 8.5, 2.5, 3, 3]);
  expect(scores?.getCell('C2').type).toBe(ExcelJS.ValueType.String);
  expect(scores?.getRow(1).values).toEqual([undefined, 'Number', 'Name', 'Class', 'Status', 'Total', 'Q1', 'Q2', 'Q3', 'Q4']);
  expect(workbook.getWorksheet('Statistics')?.getRow(1).values).toEqual([undefined, 'Candidates', 2]);
});

test('in Chinese the workbook speaks Chinese throughout, and the CSV files stay as programs know them', async () => {
  await writeReport(results(), out, { lang: 'zh' });
  const workbook = await writtenWorkbook();
  expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual(['作答', '成绩', '异常卷', '统计']);
  const row = (sheet: string, no: number) => workbook.getWorksheet(sheet)?.getRow(no).values;
  expect(row('作答', 1)).toEqual([undefined, '文件', '页', '考号', '状态', '第1题', '第2题', '第3题']);
  expect(row('作答', 4)).toEqual([undefined, 'scan-10.jpg', 1, '00000007', '待查看', 'B', '?AC', '_12']);
  expect(row('成绩', 1)).toEqual([undefined, '考号', '姓名', '班级', '状态', '总分', '第1题', '第2题', '第3题', '第4题']);
  expect(row('成绩', 2)).toEqual([undefined, '00000007', '王小明', '=2+3', '待查看', 8.5, 2.5, 3, 3]);
  expect(row('异常卷', 1)).toEqual([undefined, '文件', '页', '考号', '类型', '题号', '把握', '说明', '截图']);
  expect(row('异常卷', 3)).toEqual([undefined, 'scan-10.jpg', 1, '00000007', '填涂存疑', '2', 0.7123, '填涂似乎被擦除；请查看截图后判定。', 'crops/00000007-q2.jpg']);
  expect(row('统计', 1)).toEqual([undefined, '人数', 2]);
  expect(row('统计', 2)).toEqual([undefined, '满分', 8.5, '已评部分；含主观题共 18.5 分']);
  expect(workbook.getWorksheet('统计')?.getCell('B11').value).toBe('单选');
  expect(await written('scores.csv')).toContain('candidate_no,name,class,status,total,s:1,s:2,s:3,s:4\n00000007,王小明,\'=2+3,review,');
  expect(await written('exceptions.csv')).toContain('\nscan-10.jpg,1,00000007,doubtful,2,');
});

test('statistics.json is the statistics, with six decimals', async () => {
  const { statistics } = results();
  await writeReport(results({ statistics: { ...statistics, mean: 1 / 3, sd: 0.1 + 0.2 } }), out, { lang: 'en' });
  const read: unknown = JSON.parse(await written('statistics.json'));
  expect(read).toMatchObject({ exam: results().exam.id, n: 2, max: 8.5, maxWithOpen: 18.5, mean: 0.333333, sd: 0.3, questions: [{ no: '1' }, {}, {}, {}] });
});

test('a second report takes the place of the first, old crops included, and leaves other files alone', async () => {
  await writeReport(results(), out, { lang: 'en' });
  await writeFile(path.join(out, 'crops', 'mine.txt'), 'mine');
  await writeReport(results({ exceptions: [] }), out, { lang: 'en' });
  expect(await readdir(path.join(out, 'crops'))).toEqual(['mine.txt']);
  expect((await written('exceptions.csv')).split('\n')).toHaveLength(2);
});

test('a person who edits a crop does not change the image in the data folder', async () => {
  await writeReport(results(), out, { lang: 'en' });
  await writeFile(path.join(out, 'crops', '00000007-q2.jpg'), 'scribble');
  expect(await readFile(path.join(folder, 'crop.jpg'), 'utf8')).toBe('picture');
});

test('an output folder that is a file is refused with its path', async () => {
  await writeFile(out, 'in the way');
  await expect(writeReport(results(), out, { lang: 'en' })).rejects.toMatchObject({ code: 'output-unwritable', about: out });
});

test.runIf(process.platform === 'linux')('an output folder in which nobody may write is refused, for the super-user, too', async () => {
  await expect(writeReport(results(), '/proc/zhiyue/report', { lang: 'en' })).rejects.toMatchObject({ code: 'output-unwritable', about: '/proc/zhiyue/report' });
});

test('open answers are there for people to mark, a folder a question, also where the number was not read', async () => {
  const cropFile = path.join(folder, 'crop.jpg');
  const answer = { no: '14', candidateNo: '00000007', sourceFile: 'scan-10.jpg', sourcePage: 1, cropFile };
  await writeReport(results({ openAnswers: [answer, { ...answer, sourceFile: 'b.jpg' }, { ...answer, candidateNo: '0000_007' }, { ...answer, no: '15', cropFile: path.join(folder, 'gone.jpg') }] }), out, { lang: 'en' });
  expect((await readdir(path.join(out, 'crops', 'open-14'))).toSorted()).toEqual(['00000007-2.jpg', '00000007.jpg', 'scan-10-p1.jpg']);
  expect(await readdir(path.join(out, 'crops'))).not.toContain('open-15');
});

test('when one file cannot be put in place, no temporary file stays', async () => {
  await mkdir(path.join(out, 'statistics.json'), { recursive: true });
  await expect(writeReport(results(), out, { lang: 'en' })).rejects.toMatchObject({ code: 'output-unwritable', about: path.join(out, 'statistics.json') });
  expect((await readdir(out)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test.runIf(process.platform === 'linux')('a full disk is told apart from a folder that refuses', async () => {
  const full = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
  expect(outputError(full, '/media/x/scores.csv')).toMatchObject({ code: 'disk-full', about: '/media/x/scores.csv' });
});

test('the workbook of 2,000 candidates and 100 questions is there as a whole', async () => {
  const many = parseExam({ id: 'y', title: 'Y', questions: [{ no: '1-100', type: 'single', options: 4, key: 'ABCD'.repeat(25), points: 1 }] });
  const all = Array.from({ length: 100 }, (_, i): Answer => ({ no: String(i + 1), value: 'A', doubtful: false }));
  const score = scoreSheet(many, all);
  const scores = Array.from({ length: 2000 }, (_, i) => ({ candidateNo: String(i).padStart(8, '0'), name: '考生', class: '1', status: 'graded' as const, score }));
  await writeReport(results({ exam: many, scores, pages: [], exceptions: [] }), out, { lang: 'en' });
  expect((await stat(path.join(out, 'results.xlsx'))).size).toBeGreaterThan(100_000);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path.join(out, 'results.xlsx'));
  expect(workbook.getWorksheet('Scores')?.rowCount).toBe(2001);
});
