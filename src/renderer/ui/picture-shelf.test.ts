import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PictureShelf } from './picture-shelf.ts';

const picture = (bytes: number): Blob => new Blob([new Uint8Array(bytes)]);
const revoked: string[] = [];

beforeEach(() => {
  revoked.length = 0;
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
});

describe('the shelf of pictures', () => {
  it('has what was shown for whoever comes back', () => {
    const shelf = new PictureShelf();
    const url = shelf.put('page 1', picture(10));
    shelf.giveBack('page 1');
    expect(shelf.look('page 1')).toBe(url);
    expect(shelf.take('page 1')).toBe(url);
    expect(shelf.take('page 2')).toBeNull();
    expect(shelf.put('page 1', picture(10))).toBe(url);
  });

  it('lets those go that nobody shows, the longest unseen first, and never one that is shown', () => {
    const shelf = new PictureShelf({ mostPictures: 2, mostBytes: 1000 });
    const urls = ['a', 'b', 'c'].map((of) => shelf.put(of, picture(10)));
    expect(revoked).toEqual([]);
    shelf.giveBack('b');
    expect(revoked).toEqual([urls[1]]);
    shelf.giveBack('c');
    shelf.giveBack('a');
    shelf.take('c');
    shelf.put('d', picture(10));
    expect(revoked).toEqual([urls[1], urls[0]]);
  });

  it('keeps no more bytes than it may', () => {
    const shelf = new PictureShelf({ mostPictures: 100, mostBytes: 25 });
    for (const of of ['a', 'b', 'c']) {
      shelf.put(of, picture(10));
      shelf.giveBack(of);
    }
    expect([shelf.look('a'), shelf.look('b') === null, shelf.look('c') === null]).toEqual([null, false, false]);
  });

  it('gives everything back when somebody else sits down', () => {
    const shelf = new PictureShelf();
    const url = shelf.put('page 1', picture(10));
    shelf.clear();
    shelf.giveBack('page 1');
    expect(revoked).toEqual([url]);
    expect(shelf.take('page 1')).toBeNull();
  });
});
