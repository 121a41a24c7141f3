import { expect, test } from 'vitest';
import { unprintableNames } from './unprintable.ts';

const named = (...names: readonly string[]) => names.map((name, i) => ({ candidateNo: String(i), name, class: '八（1）班' }));

test('names of the register of Chinese characters, of Extension A and of the scripts of China are printed', () => {
  expect(unprintableNames(named('王小明', '㛃䶮', '邨喆堃', '𬭚𫖯', 'مەمەت', 'བཀྲ་ཤིས', 'Müller-Łuć', 'a\u200d\u202e b'))).toEqual([]);
});

test('a name with a rarer character is told with that character, once', () => {
  expect(unprintableNames([...named('王𠮷𠮷', '李明'), { candidateNo: '2', name: '김', class: '𡈽组' }])).toEqual([{ candidateNo: '0', name: '王𠮷𠮷', characters: '𠮷' }, { candidateNo: '2', name: '김', characters: '김𡈽' }]);
});
