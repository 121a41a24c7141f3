import { describe, expect, it } from 'vitest';
import { parseRedisUrl, shownAddress } from './address.ts';

const refused = (text: string): string => {
  try {
    parseRedisUrl(text);
  } catch (error) {
    expect(error).toMatchObject({ code: 'option-invalid', about: 'REDIS_URL' });
    return error instanceof Error ? error.message : '';
  }
  throw new Error(`${text} was taken`);
};

describe('REDIS_URL', () => {
  it('names one server, with an ACL user, a database, TLS', () => {
    expect(parseRedisUrl('redis://127.0.0.1')).toMatchObject({ kind: 'single', node: { host: '127.0.0.1', port: 6379 }, db: 0, tls: null, username: null, password: null });
    expect(parseRedisUrl('rediss://zhiyue:p%40ss%2Fw@[fd00::1]:6380/3?ca=/etc/ca.pem')).toMatchObject({ kind: 'single', node: { host: 'fd00::1', port: 6380 }, db: 3, tls: { caFile: '/etc/ca.pem' }, username: 'zhiyue', password: 'p@ss/w' });
    expect(parseRedisUrl('rediss://redis.school.lan?password-file=/run/secrets/redis')).toMatchObject({ tls: { caFile: null }, passwordFile: '/run/secrets/redis' });
    expect(parseRedisUrl('unix://:secret@localhost/run/redis.sock')).toMatchObject({ kind: 'socket', path: '/run/redis.sock', password: 'secret' });
  });

  it('names sentinels and the master that they watch', () => {
    expect(parseRedisUrl('redis+sentinel://u:p@a:1,b/school/2?sentinel-password=x')).toMatchObject({
      kind: 'sentinel', sentinels: [{ host: 'a', port: 1 }, { host: 'b', port: 26_379 }], master: 'school', db: 2, username: 'u', password: 'p', sentinelPassword: 'x', tls: null,
    });
    expect(refused('redis+sentinel://a:1,b:2')).toContain('name of the master');
  });

  it('names the nodes of a cluster, with or without a scheme', () => {
    const nodes = [{ host: '10.0.0.1', port: 7000 }, { host: '10.0.0.2', port: 7001 }];
    for (const text of ['redis+cluster://10.0.0.1:7000,10.0.0.2:7001', '10.0.0.1:7000,10.0.0.2:7001', 'redis://10.0.0.1:7000,10.0.0.2:7001']) expect(parseRedisUrl(text)).toMatchObject({ kind: 'cluster', nodes, tls: null });
    expect(parseRedisUrl('rediss+cluster://u:p@10.0.0.1:7000?ca=ca.pem')).toMatchObject({ kind: 'cluster', tls: { caFile: 'ca.pem' }, username: 'u' });
    expect(refused('redis+cluster://a:1/2')).toContain('no numbered databases');
  });

  it('says what is wrong and never repeats a secret', () => {
    for (const [text, why] of [
      ['http://:hushhush@a', 'it begins with none of'], ['redis://:hushhush@a:99999', 'no host:port'], ['redis://:hushhush@a/x', 'no number'], ['redis://:hushhush@a?ca=x', 'for TLS'],
      ['redis://:hush/hush@a:1', 'no host:port'], ['redis://:hush%hush@a', 'write %25'], ['redis://a?password=hushhush', 'may stand'], ['redis://:hushhush@a?password-file=x', 'one of them is enough'], ['redis://:hushhush@', 'no host:port'],
      ['redis://a?sentinel-password=hushhush', 'only'],
    ] as const) {
      const message = refused(text);
      expect(message).toContain(why);
      expect(message).not.toContain('hush');
    }
  });

  it('is shown without its secrets', () => {
    expect(['redis://u:hush@a', 'redis+sentinel://:hush@a,b:2/m?sentinel-password=hush', 'redis+cluster://:hush@[::1]:1,b', 'unix://:hush@localhost/x.sock'].map((text) => shownAddress(parseRedisUrl(text))))
      .toEqual(['a:6379', 'a:26379,b:2/m', '[::1]:1,b:6379', '/x.sock']);
  });
});
