/** What the person at the desk reads about an exception: one sentence with the next step. */
import type { ErrorCode } from '../../contract/errors.ts';
import type { FieldDetail, PageDetail } from '../../contract/exception-details.ts';
import type { WholePage } from '../../sheet/template/nothing-marked.ts';
import type { FieldDoubt } from '../../sheet/template/read-template.ts';
import type { ExceptionKind, ExceptionRow } from './results.ts';

export type ReportLanguage = 'en' | 'zh';
type Sentence = Readonly<Record<ReportLanguage, string>>;

const kinds: Readonly<Record<ExceptionKind, Sentence>> = {
  'unknown-candidate': { en: 'This candidate number is not on the roster; compare it with the sheet and correct it.', zh: '名单中没有这个考号；请核对答题卡并更正。' },
  'duplicate': { en: 'There is more than one page like this of the candidate; keep the right one.', zh: '该考生的同一页出现了不止一次；请保留正确的一份。' },
  'missing-page': { en: 'A page of this sheet was not scanned; find it and scan it.', zh: '该考生缺页；请找到缺少的那一页补扫。' },
  'foreign-page': { en: 'This page belongs to another exam; take it out of the stack.', zh: '这一页属于其他考试；请从试卷堆中取出。' },
  'unreadable': { en: 'This page could not be read; scan it again.', zh: '这一页无法识别；请重新扫描。' },
  'blank-page': { en: 'The page is empty, or far too pale for anything to be seen; check whether it was scanned from the wrong side, and scan it darker where there is something on it.', zh: '空白页，或颜色太浅看不出内容；请检查是否扫反了面，若卷面有内容请调深后重新扫描。' },
  'doubtful': { en: 'The machine is not sure; look at the crop and decide.', zh: '机器无法确定；请查看截图后判定。' },
  'absent': { en: 'No page of this candidate was scanned; confirm the absence or find the sheet.', zh: '没有扫描到该考生的答题卡；请确认缺考或找到答题卡。' },
};

/** The compiler sees to it that none is forgotten. */
const ofReading: Readonly<Record<FieldDetail | PageDetail | 'same-candidate-and-page', Sentence>> = {
  'faint': { en: 'A mark so faint that it may be a smudge; look at the crop and decide.', zh: '填涂过浅，可能是污迹；请查看截图后判定。' },
  'erased': { en: 'A mark looks rubbed out; look at the crop and decide.', zh: '填涂似乎被擦除；请查看截图后判定。' },
  'crossed-out': { en: 'A filled bubble may be struck through, or its mark runs on beyond it; look at the crop and decide.', zh: '填涂可能被划掉，或笔画超出了填涂框；请查看截图后判定。' },
  'partial': { en: 'The ink in a bubble may be a slip of the pen; look at the crop and decide.', zh: '填涂不完整，可能是误笔；请查看截图后判定。' },
  'conflict': { en: 'More than one mark, and one of them may not be meant; look at the crop and decide.', zh: '有不止一处填涂，其中可能有误涂；请查看截图后判定。' },
  'unclear': { en: 'Print, shade or dirt is nearly as dark as a mark here; look at the crop and decide.', zh: '该处的印刷、阴影或污渍与填涂深浅相近；请查看截图后判定。' },
  'damaged': { en: 'The place is cut off, covered or out of line; look at the sheet itself.', zh: '该处被裁切、遮挡或错位；请查看原答题卡。' },
  'blank': kinds['blank-page'],
  'foreign-page': kinds['foreign-page'],
  'not-a-sheet': { en: 'This is not an answer sheet; take it out, or scan the sheet again.', zh: '这不是答题卡；请取出，或重新扫描答题卡。' },
  'other-layout': { en: 'This sheet was printed from another version of the exam; grade it by hand.', zh: '这张答题卡是按考试的另一版本打印的；请人工评阅。' },
  'no-code': { en: 'The code on the page could not be read; if it is a sheet of this exam, scan it again, flat and sharp, or else take it out.', zh: '页面码无法识别；若是本场考试的答题卡，请放平、清晰地重新扫描，否则请取出。' },
  'not-registered': { en: 'The black squares could not be found; scan the page again, flat and whole.', zh: '找不到定位点；请将该页放平、完整地重新扫描。' },
  'cut-off': { en: 'Part of the page lies outside the image; scan it again.', zh: '页面有一部分未扫描到；请重新扫描。' },
  'file-empty': { en: 'The file is empty; scan the page again.', zh: '文件为空；请重新扫描。' },
  'file-type-unknown': { en: 'This is not an image or PDF; save the scan as JPEG, PNG, TIFF, WebP or PDF.', zh: '不是图像或 PDF 文件；请保存为 JPEG、PNG、TIFF、WebP 或 PDF。' },
  'file-damaged': { en: 'The file is damaged; copy it again or scan the page again.', zh: '文件已损坏；请重新复制或重新扫描。' },
  'file-encrypted': { en: 'The PDF has a password; save it without one.', zh: 'PDF 有密码；请去掉密码后重新放入。' },
  'image-too-large': { en: 'The image is too large; scan at 100 to 600 dpi.', zh: '图像过大；请用 100 至 600 dpi 扫描。' },
  'task-timeout': { en: 'Reading took too long; read the page again, and if that does not help, scan it again.', zh: '识别超时；请重新识别，若仍不行请重新扫描。' },
  'worker-crashed': { en: 'The reader crashed at this page; read it again, and if that does not help, scan it again.', zh: '识别该页时程序崩溃；请重新识别，若仍不行请重新扫描。' },
  'task-memory': { en: 'Reading this page needed too much memory; scan it again at 200 to 300 dpi.', zh: '识别该页占用内存过多；请用 200 至 300 dpi 重新扫描。' },
  'task-denied': { en: 'Reading this page was stopped for safety; scan it again, and tell whoever looks after the station.', zh: '识别该页时出于安全被中止；请重新扫描，并告知技术人员。' },
  'internal': { en: 'The station failed at this page; scan it again, and tell whoever looks after the station.', zh: '处理该页时程序出错；请重新扫描，并告知技术人员。' },
  'text-reader-failed': { en: 'The text could not be read by machine; look at the crop and enter it.', zh: '文字未能自动识别；请查看截图后录入。' },
  'cancelled': { en: 'Reading was cancelled before this page came up; retry it.', zh: '识别到该页之前已取消；请重试。' },
  'no-number': { en: 'No candidate number could be read; look at the sheet and enter it.', zh: '没有读到考号；请查看答题卡后录入。' },
  'number-uncertain': { en: 'The candidate number is too uncertain to go by; look at the sheet and enter it.', zh: '考号把握不足，未采用；请查看答题卡后录入。' },
  'number-disagrees': { en: 'The number written by hand is not the number that is bubbled; look at the sheet and enter the right one.', zh: '手写考号与填涂考号不一致；请查看答题卡后录入正确考号。' },
  'incomplete': { en: 'The candidate number is incomplete; look at the sheet and complete it.', zh: '考号不完整；请查看答题卡后补全。' },
  'not-on-roster': kinds['unknown-candidate'],
  'same-candidate-and-page': kinds.duplicate,
  'text-uncertain': { en: 'The machine is not sure of the text; look at the crop and correct it.', zh: '文字识别不确定；请查看截图后更正。' },
  'code-not-read': { en: 'No code could be read here; look at the crop and enter what it says.', zh: '此处的条码或二维码未能读出；请查看截图后录入。' },
  'several-codes': { en: 'There is more than one code here; look at the crop and enter the right one.', zh: '此处有不止一个条码或二维码；请查看截图后录入正确的一个。' },
  'name-disagrees': { en: 'The name is not that of the candidate number; look at the sheet and enter whose it is.', zh: '姓名与考号不符；请查看答题卡后确认是哪位考生。' },
  'text-not-read': { en: 'The text was not read by machine; look at the crop and enter it.', zh: '文字未能自动识别；请查看截图后录入。' },
  'unmarked': { en: 'Next to nothing is marked on this page, or the marks were too thin to be seen; look whether it is blank.', zh: '该页几乎没有填涂，或填涂太浅未能看出；请查看是否为空白卷。' },
  'paper-not-found': { en: 'The edges of the paper are not to be seen; take the picture again with the whole sheet on a dark ground.', zh: '图像中看不到纸张边缘；请把整张答题卡放在深色背景上重新拍摄。' },
  'sheet-not-found': { en: 'Nothing like the template\'s bubbles (or, where it has none, its marks or print) is to be seen in one place; check that it is the right sheet, and scan it again, whole, flat and sharp.', zh: '找不到与模板相符的填涂框（无填涂框的模板则为定位标记或印刷内容）；请确认答题卡是否正确，并完整、放平、清晰地重新扫描。' },
  'other-sheet': { en: 'Blocks or rows seem to stand elsewhere than in the template. Look at the page: if it is the right sheet, scan it again, flat, whole and without a shadow; if it is another exam\'s, choose its own template.', zh: '题块或行列的位置似乎与模板不同。请查看该页：若答题卡正确，请放平、完整、避开阴影重新扫描；若是另一种答题卡，请换用对应的模板。' },
  'place-unsure': { en: 'The sheet would fit as well a row or a column further, or turned; scan it again with all of its edges. If they are all there, the sheet looks the same that way, and only question numbers beside its rows would tell, or a picture of an empty sheet, named as `reference` in the template: name one, or enter its answers by hand.', zh: '答题卡错开一行或一列、或转个方向也同样吻合；请连同四边完整地重新扫描。若四边都在，则答题卡那样放看起来也一样，只有行旁印有题号，或在模板的 reference 中指定一张空白答题卡的图像才能分辨：请指定，或人工录入。' },
  'sheet-bent': { en: 'The sheet is too bent or stretched to be read; flatten it and scan it again.', zh: '答题卡弯曲或变形过大，无法识别；请压平后重新扫描。' },
  'picture-dark': { en: 'The picture is too dark for the bubbles to be found; scan the sheet again, brighter.', zh: '图像太暗，找不到填涂框；请调亮后重新扫描。' },
  'picture-blurred': { en: 'The picture is too blurred for the bubbles to be found; scan the sheet again, flat and sharp.', zh: '图像模糊，找不到填涂框；请放平，清晰地重新扫描。' },
  'picture-long': { en: 'The picture is much longer than the sheet, or shows another one beside it: the scanner may have drawn in two at once, or two lay on its glass. Scan them again one by one.', zh: '图像比答题卡长得多，或旁边还有一张：扫描仪可能一次进了两张，或玻璃上放了两张。请逐张重新扫描。' },
  'picture-shape': { en: 'The picture has another shape than the sheet: a part of it may be cut off, or it is another sheet. Look at the page, and scan it again with all of its edges.', zh: '图像的形状与答题卡不同：可能缺了一部分，或是另一种答题卡。请查看该页，连同四边完整地重新扫描。' },
  'picture-small': { en: 'The picture has far too few pixels for a sheet; look whether it is the right file, and scan at 200 dpi.', zh: '图像像素太少，容不下一张答题卡；请确认文件是否正确，并用 200 dpi 重新扫描。' },
  'picture-black': { en: 'The picture is black all over, and nothing of a sheet is to be seen; look whether the scanner\'s lamp is lit, and scan the sheet again.', zh: '图像全黑，看不到答题卡；请检查扫描仪灯管是否点亮，并重新扫描。' },
  'picture-negative': { en: 'Black and white are swapped on the picture, it is a negative; switch that off in the scanner, and scan the sheet again.', zh: '图像黑白颠倒（负片）；请在扫描仪中关闭反色，并重新扫描。' },
};

/** Why a page, or a field of it, is not read with a template. */
const refusals: Readonly<Record<Exclude<FieldDoubt, FieldDetail> | 'gap' | Exclude<WholePage, PageDetail> | 'beyond-box', Sentence>> = {
  'beyond-box': { en: 'The writing goes on beyond its box; look at the sheet itself and enter all of it.', zh: '文字超出了框；请查看原答题卡后完整录入。' },
  'untrusted': { en: 'Nothing on this page is read surely: it may be blank, or its marks are very pale, or a shadow or damage lies over it, or the boxes of the template are too large; look at it, and correct the answers behind their ?.', zh: '该页没有一处能确定：可能是空白卷，或填涂很浅，或有阴影、损坏，或模板的框太大；请查看该页，并改正带 ? 的答案。' },
  'gap': { en: 'A digit or sign is missing here; look at the crop and complete it.', zh: '此处有一位没有填涂；请查看截图后补全。' },
  'not-on-picture': { en: 'This part of the sheet is not on the picture, it was cut off; look at the sheet itself.', zh: '图像中没有答题卡的这一部分（已被裁掉）；请查看原答题卡。' },
};

/** What kept a page of a foreign sheet from being read, beside what happens to pages of an exam. */
const ofFiles: Readonly<Partial<Record<ErrorCode, Sentence>>> = {
  'input-missing': { en: 'The file was not there any more when its turn came; put it in again.', zh: '轮到读取时文件已不存在；请重新放入。' },
  'disk-full': { en: 'The disk was full; make room and read the page again.', zh: '磁盘已满；请腾出空间后重新识别。' },
};

const codes: Readonly<Record<string, Sentence>> = { ...kinds, ...refusals, ...ofFiles, ...ofReading };

/** Its bubbles are those of one page of the exam only. */
const readWithoutCode: Sentence = { en: 'The code on the page could not be read, and it was read by its shape; look whether it is the right page.', zh: '页面码无法识别，已按版面识别；请核对是不是这一页。' };

const bareCode = /^[a-z]+(?:-[a-z]+)*$/;

const patterns: readonly { readonly pattern: RegExp; readonly sentence: Sentence }[] = [
  { pattern: /^page (\d+)$/, sentence: { en: 'Page $1 of this sheet was not scanned; find it and scan it.', zh: '该考生缺第 $1 页；请找到后补扫。' } },
  {
    pattern: /^The same candidate and page as (.*)\.$/s,
    sentence: { en: 'There is another page like this of the candidate, in $1; keep the right one.', zh: '该考生的同一页也出现在 $1；请保留正确的一份。' },
  },
  {
    pattern: /^The same bytes as page (\d+) of (.*): counted once\.$/s,
    sentence: { en: 'The same image as page $1 of $2 was put in before; it is counted once, nothing needs to be done.', zh: '与 $2 第 $1 页的图像完全相同；只计一次，无需处理。' },
  },
];

/**
 * What the person reads: the sentences of the codes in `detail` (several stand with commas between them), the kind's sentence where it is empty, else `detail` as it is,
 * in Chinese after the kind's sentence; so a code that nothing is said of, which alone tells nobody anything.
 */
export function exceptionText(row: Pick<ExceptionRow, 'kind' | 'detail'>, language: ReportLanguage): string {
  if (row.detail === '') return kinds[row.kind][language];
  if (row.kind === 'doubtful' && row.detail === 'no-code') return readWithoutCode[language];
  const sentences = known(row.detail, language) ?? severalKnown(row.detail.split(', '), language);
  if (sentences !== null) return sentences;
  if (language === 'zh') return `${kinds[row.kind].zh}（${row.detail}）`;
  return bareCode.test(row.detail) ? `${kinds[row.kind].en} (${row.detail})` : row.detail;
}

function known(detail: string, language: ReportLanguage): string | null {
  if (Object.hasOwn(codes, detail)) return codes[detail]?.[language] ?? null;
  const match = patterns.find(({ pattern }) => pattern.test(detail));
  return match ? detail.replace(match.pattern, match.sentence[language]) : null;
}

function severalKnown(details: readonly string[], language: ReportLanguage): string | null {
  const sentences = details.map((detail) => known(detail, language));
  if (sentences.includes(null)) return null;
  return [...new Set(sentences)].join(language === 'en' ? ' ' : '');
}
