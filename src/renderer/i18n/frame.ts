/** What stands around the screens: navigation, keys, colours. A file for each part of the screens holds both languages; `en.ts` and `zh-CN.ts` put them together. */
export const frameEn = {
  'nav.label': 'Screens',
  'nav.this-exam': 'The exam at hand',
  'nav.no-such-exam': 'No exam of that name',
  'nav.exams': 'Exams',
  'nav.exam': 'Overview',
  'nav.lan': 'Network and devices',
  'nav.audit': 'Who did what',
  'keys.title': 'Keys',
  'keys.help': 'Show this list',
  'scheme.light': 'Light colours',
  'scheme.dark': 'Dark colours',
} as const;

export const frameZhCN: Readonly<Record<keyof typeof frameEn, string>> = {
  'nav.label': '页面',
  'nav.this-exam': '当前考试',
  'nav.no-such-exam': '没有这个名称的考试',
  'nav.exams': '考试',
  'nav.exam': '概况',
  'nav.lan': '局域网与设备',
  'nav.audit': '操作记录',
  'keys.title': '快捷键',
  'keys.help': '显示快捷键',
  'scheme.light': '浅色',
  'scheme.dark': '深色',
};
