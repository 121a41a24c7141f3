import { expect, test } from 'vitest';
import { takePairingCode } from './pairing-code.ts';

const at = (hash: string) => {
  const shown: unknown[] = [];
  const code = takePairingCode({ hash, pathname: '/', search: '' }, { replaceState: (_state, _title, url) => void shown.push(url) });
  return { code, shown };
};

test('takes the code out of the address', () => {
  expect(at('#pair=AB12-CD34')).toEqual({ code: 'AB12-CD34', shown: ['/'] });
  expect(at('#pair=%E4%BD%A0%20x')).toEqual({ code: '你 x', shown: ['/'] });
  // What is no code is left to the station to refuse.
  expect(at('#pair=%E4')).toEqual({ code: '%E4', shown: ['/'] });
});

test('leaves other addresses alone', () => {
  for (const hash of ['', '#/lan', '#pair=', '#repair=1']) expect(at(hash)).toEqual({ code: null, shown: [] });
});
