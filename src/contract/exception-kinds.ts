/** What the kinds of exceptions are called, on screen and in the terminal. */
export const exceptionKindsEn = {
  'kind.unknown-candidate': 'unknown candidate',
  'kind.duplicate': 'duplicate',
  'kind.missing-page': 'missing page',
  'kind.foreign-page': 'page of another exam',
  'kind.unreadable': 'unreadable',
  'kind.blank-page': 'blank page',
  'kind.doubtful': 'doubtful mark',
  'kind.absent': 'absent',
};

export const exceptionKindsZhCN: Readonly<Record<keyof typeof exceptionKindsEn, string>> = {
  'kind.unknown-candidate': '考号不明',
  'kind.duplicate': '重复',
  'kind.missing-page': '缺页',
  'kind.foreign-page': '别的考试的页',
  'kind.unreadable': '无法识别',
  'kind.blank-page': '空白页',
  'kind.doubtful': '填涂存疑',
  'kind.absent': '缺考',
};
