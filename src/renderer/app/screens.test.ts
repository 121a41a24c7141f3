import { expect, test } from 'vitest';
import type { Principal } from '../../contract/access.ts';
import { examScreens, isExamScreen, maySeeExam, maySeeStation, namesOf, stationScreens } from './screens.tsx';

const person = (role: Principal['role'], exams: Principal['exams']): Principal => ({ id: 'device:1', name: 'x', role, exams, local: false });

test('no two screens have the same letter', () => {
  const letters = [...Object.values(stationScreens), ...Object.values(examScreens)].map(({ letter }) => letter);
  expect(letters.filter((letter, i) => letters.indexOf(letter) !== i)).toEqual([]);
});

test('a screen is shown to who may see what is on it', () => {
  const names = (principal: Principal) => [...namesOf(stationScreens).filter((name) => maySeeStation(principal, name)), ...namesOf(examScreens).filter((name) => maySeeExam(principal, name, 'math'))];
  expect(names(person('operator', 'all'))).toEqual([...namesOf(stationScreens), ...namesOf(examScreens)]);
  expect(names(person('marker', ['math']))).toEqual(['exams', 'overview', 'questions', 'sheets']);
  expect(names(person('leader', ['math']))).toContain('audit');
  expect(names(person('leader', ['chinese']))).toEqual(expect.not.arrayContaining(['overview', 'lan', 'new-exam']));
  expect(isExamScreen('toString')).toBe(false);
});
