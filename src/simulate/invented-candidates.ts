/** Names for people who do not exist. */
import type { Candidate, Exam } from '../exam/exam.ts';
import { Random } from './random.ts';

const families = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林', '何', '郭', '马', '罗', '梁', '宋', '郑', '谢', '韩', '唐', '冯', '于', '董', '萧', '程', '曹', '袁', '邓', '许', '傅', '沈', '曾', '彭', '吕', '欧阳'] as const;
const givens = ['子涵', '欣怡', '浩然', '宇轩', '梓萱', '诗琪', '俊杰', '思远', '雨桐', '嘉怡', '一诺', '明轩', '佳琪', '文博', '晓彤', '天佑', '若曦', '泽宇', '语嫣', '志强', '静怡', '鑫', '磊', '婷', '洋', '悦', '博文', '雅静', '凯', '诗涵', '昊天', '梦洁', '家豪', '紫萱', '立', '晨曦', '乐', '可欣', '睿', '沐阳', '楚', '海燕', '春晓', '建国', '瑞雪'] as const;

/** `count` different names; the same for the same seed. */
export function inventNames(count: number, seed: number): string[] {
  const random = new Random(seed, 'candidates');
  const names = new Set<string>();
  // Beyond some thousand the same name comes back, as it does in a large school.
  for (let tries = 0; names.size < count && tries < count * 20; tries++) names.add(random.pick(families) + random.pick(givens));
  const list = [...names];
  return Array.from({ length: count }, (_, i) => list[i % list.length] ?? families[0]);
}

/** `count` candidates with consecutive numbers of the exam's length, in classes of 45; the same for the same seed. */
export function inventCandidates(exam: Exam, count: number, seed: number): Candidate[] {
  const { digits } = exam.candidateNumber;
  return inventNames(count, seed).map((name, i): Candidate => ({
    candidateNo: numberOf(i, digits),
    name,
    class: `八(${Math.floor(i / 45) + 1})班`,
    extra: {},
  }));
}

function numberOf(i: number, digits: number): string {
  const head = '20250801';
  const serial = String(i + 1);
  if (digits <= 4) return String((i + 1) % 10 ** digits).padStart(digits, '0');
  return (head.slice(0, digits - 4) + serial.padStart(4, '0')).slice(0, digits).padStart(digits, '0');
}
