/**
 * The words of every fault, in both languages: a part of a sentence without its end. `{{no}}` is a value; `{{count?letter:letters}}` is the first word where the value is 1.
 * A test holds that both languages have the same values.
 */

export const faultWords = {
  // A roster's line.
  'roster-number-missing': { 'en': 'no candidate number', 'zh-CN': '没有考号' },
  'roster-number-rounded': {
    'en': '"{{no}}" is a candidate number that the spreadsheet has rounded: format the column as text and enter it again',
    'zh-CN': '考号“{{no}}”已被表格软件取整：请把该列设为文本格式，重新填写考号',
  },
  'roster-number-strange': { 'en': '"{{no}}" is not a candidate number: {{digits}} digits are expected', 'zh-CN': '“{{no}}”不是考号：应为 {{digits}} 位数字' },
  'roster-number-long': { 'en': '"{{no}}" has {{has}} digits; the exam\'s candidate numbers have {{digits}}', 'zh-CN': '考号“{{no}}”有 {{has}} 位，本场考试的考号为 {{digits}} 位' },
  'roster-number-short': {
    'en': '"{{no}}" is shorter than the {{digits}} digits of a candidate number: the spreadsheet may have dropped leading zeros; format the column as text',
    'zh-CN': '考号“{{no}}”不足 {{digits}} 位：如果是表格软件去掉了开头的 0，请把该列设为文本格式',
  },
  'roster-number-twice': { 'en': '{{no}} is already in line {{line}}', 'zh-CN': '考号 {{no}} 与第 {{line}} 行重复' },
  'roster-column-missing': { 'en': 'no column {{column}} ({{heading}})', 'zh-CN': '缺少“{{heading}}”列（或 {{column}}）' },
  'roster-column-twice': { 'en': 'the column {{column}} is there twice', 'zh-CN': '“{{column}}”列出现了两次' },
  'roster-nobody': { 'en': 'there are headings but no candidates below them', 'zh-CN': '只有表头，下面没有考生' },
  'roster-more': { 'en': '{{count}} more like these in lines {{lines}}', 'zh-CN': '另有 {{count}} 处类似问题，在第 {{lines}} 行' },
  // The file of a roster.
  'roster-empty': { 'en': 'The roster is empty: it needs the headings candidate_no,name,class and one row a candidate', 'zh-CN': '名单是空的：需要表头“考号,姓名,班级”，每名考生一行' },
  'roster-encoding': { 'en': 'The text is neither UTF-8 nor GB18030 nor UTF-16; save the file as "CSV UTF-8" and try again', 'zh-CN': '文字编码不是 UTF-8、GB18030 或 UTF-16；请另存为“CSV UTF-8”后重试' },
  'roster-rows': { 'en': 'The roster has more than the {{most}} rows that are possible', 'zh-CN': '名单超过了 {{most}} 行的上限' },
  'roster-size': { 'en': 'The file has {{megabytes}} MB; a roster has at most {{most}} MB', 'zh-CN': '文件有 {{megabytes}} MB，名单最多 {{most}} MB' },
  'roster-no-file': { 'en': 'This is not a file; give a .csv or .xlsx file', 'zh-CN': '这不是文件；请提供 .csv 或 .xlsx 文件' },
  'roster-old-excel': { 'en': 'This is an old or a password-protected Excel file; save it as .xlsx without a password', 'zh-CN': '这是旧版或加密的 Excel 文件；请另存为不带密码的 .xlsx' },
  'roster-no-table': { 'en': 'This is neither a CSV file nor an Excel workbook', 'zh-CN': '这既不是 CSV 文件，也不是 Excel 工作簿' },
  'roster-long-line': { 'en': 'A line has more than {{most}} characters; a roster has a few columns', 'zh-CN': '有一行超过 {{most}} 个字符；名单只应有几列' },
  'roster-open-quote': { 'en': 'A quotation mark is opened and never closed', 'zh-CN': '有一个引号没有成对' },
  'roster-csv': { 'en': 'The CSV cannot be understood ({{reason}}); open it in a spreadsheet, save it as .xlsx and try again', 'zh-CN': '无法读懂这个 CSV（{{reason}}）；请用表格软件打开，另存为 .xlsx 后重试' },
  'roster-workbook-large': { 'en': 'The workbook unfolds to more than {{most}} MB; keep only the roster in it', 'zh-CN': '工作簿解压后超过 {{most}} MB；请只保留名单' },
  'roster-workbook-damaged': { 'en': 'This is not an Excel workbook, or it is damaged; open it in Excel, save it as .xlsx and try again', 'zh-CN': '这不是 Excel 工作簿，或文件已损坏；请用 Excel 打开，另存为 .xlsx 后重试' },
  'roster-workbook-empty': { 'en': 'The workbook has no sheet with anything in it', 'zh-CN': '工作簿里没有带内容的工作表' },
  // Personal sheets need somebody.
  'roster-needed': { 'en': 'Personal sheets need a roster, and {{exam}} has none: import one first', 'zh-CN': '个人答题卡需要名单，而 {{exam}} 没有名单：请先导入' },
  'roster-class-empty': { 'en': 'Nobody on the roster is in class {{class}}', 'zh-CN': '名单里没有 {{class}} 班的考生' },
  'roster-number-unprintable': { 'en': 'Candidate number {{no}} cannot be printed in a page code', 'zh-CN': '考号 {{no}} 无法印成页面码' },
  // Of a file.
  'file-empty': { 'en': 'The file is empty', 'zh-CN': '文件是空的' },
} as const satisfies Readonly<Record<string, Readonly<Record<'en' | 'zh-CN', string>>>>;

export type FaultCode = keyof typeof faultWords;
