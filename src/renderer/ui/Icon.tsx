/** The pictures of the screens, drawn with one pen of two units on a field of 24. A new one is a line here: an icon package brings five thousand files for the twenty that are used. */
const drawings = {
  papers: 'M8 3h9l3 3v11H8zM17 3v3h3M4 7v14h12M11 9h5M11 13h6',
  paper: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7',
  questions: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 4.5a3.2 3.2 0 0 1 0 6M18 14.5c2 .9 3 3 3 5.5',
  print: 'M7 9V3h10v6M7 17H4v-8h16v8h-3M7 14h10v7H7z',
  scan: 'M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M4 12h16',
  exceptions: 'M12 4 2.5 20h19zM12 10v4.5M12 17.5h.01',
  results: 'M4 4h16v16H4zM4 9h16M4 14.5h16M10 9v11',
  analysis: 'M4 4v16h16M8 16v-4M12 16V8M16 16v-6',
  template: 'M4 4h16v16H4zM8 8h3v2.5H8zM13 8h3v2.5h-3zM8 13.5h3V16H8zM13 13.5h3V16h-3z',
  monitor: 'M3 12h4l2.5-7 5 14 2.5-7h4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  network: 'M12 20h.01M8.5 16.5a5 5 0 0 1 7 0M5.5 13.5a9.2 9.2 0 0 1 13 0M2.5 10.3a13.5 13.5 0 0 1 19 0',
  history: 'M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.8',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M19 5l-1.7 1.7M6.7 17.3 5 19',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  keyboard: 'M2.5 6h19v12h-19zM6 10h.01M10 10h.01M14 10h.01M18 10h.01M8 14h8',
  plus: 'M12 5v14M5 12h14',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
  folder: 'M3 6h6l2 2.5h10V19H3z',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M12 18v-6M9 15l3-3 3 3',
  save: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  archive: 'M3 4h18v4H3zM5 8v12h14V8M10 12h4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21',
  refresh: 'M20 11a8 8 0 1 0-2 6M20 4v7h-7',
  leave: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
} as const;
export type IconName = keyof typeof drawings;

/** Says nothing to a screen reader: the words beside it do. `size` in pixels. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false"><path d={drawings[name]} /></svg>;
}
