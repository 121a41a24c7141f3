/** Questions of one kind with consecutive numbers: what they are, what they give, and their key in one field with a live count. */
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import { type GroupDraft, keyCount, keyFault, questionTypes } from './exam-draft.ts';
import styles from './ExamForm.module.css';

interface GroupFieldsProps {
  readonly group: GroupDraft;
  readonly at: number;
  readonly groups: number;
  readonly faultAt: (field: string) => string | null;
  readonly onVisit: (field: string) => void;
  readonly onChange: (changes: Partial<GroupDraft>) => void;
  readonly onRemove: () => void;
  readonly onMove: (by: -1 | 1) => void;
}

export function GroupFields({ group, at, groups, faultAt, onVisit, onChange, onRemove, onMove }: GroupFieldsProps) {
  const { t } = useTranslation();
  const { type } = group;
  const count = keyCount(group);
  const unclear = keyFault(group), wrongKey = unclear === null ? faultAt('key') : t(`key-numbers.${unclear.code}`, unclear);
  const field = (name: keyof GroupDraft & ('no' | 'points' | 'wrong' | 'digits' | 'widthMm' | 'heightMm' | 'partialPoints' | 'wrongOption'), fault = name.replace('Mm', '').replace(/^partialPoints|wrongOption$/, 'partial')) => ({
    value: group[name], error: faultAt(fault), onBlur: () => onVisit(fault), onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <section className={`card ${styles.group ?? ''}`} aria-label={t('group.label', { n: at + 1 })} data-group={at}>
      <div className={styles.row}>
        <NativeSelect label={t('group.type')} value={type} onChange={(event) => { const chosen = questionTypes.find((each) => each === event.currentTarget.value); if (chosen !== undefined) onChange({ type: chosen, partial: chosen === 'multiple' ? 'missing' : 'none' }); }} data={questionTypes.map((each) => ({ value: each, label: t(`question.${each}`) }))} />
        <TextInput label={t('group.no')} placeholder="1-10" {...field('no')} />
        {type === 'single' || type === 'multiple' ? <NativeSelect label={t('group.options')} value={String(group.options)} onChange={(event) => onChange({ options: Number(event.currentTarget.value) })} data={[2, 3, 4, 5, 6, 7, 8].map((n) => ({ value: String(n), label: `A–${'ABCDEFGH'.charAt(n - 1)}` }))} /> : null}
        {type === 'numeric' ? <TextInput label={t('group.columns')} inputMode="numeric" {...field('digits')} /> : null}
        {type === 'text' ? <TextInput label={t('group.width')} inputMode="numeric" {...field('widthMm')} /> : null}
        {type === 'text' || type === 'open' ? <TextInput label={t('group.height')} inputMode="numeric" {...field('heightMm')} /> : null}
        <TextInput label={t('group.points')} inputMode="decimal" {...field('points')} />
        {type === 'open' ? null : <TextInput label={t('group.wrong')} inputMode="decimal" placeholder="0" {...field('wrong')} />}
      </div>
      {type === 'open' ? null : (
        <Textarea
          label={<span className={styles.key}>{t('group.key')}{count === null ? null : <span className={styles.count} data-tone={count.keys > count.questions ? 'over' : count.keys === count.questions && wrongKey === null ? 'done' : undefined} aria-live="polite">{t('group.count', { keys: count.keys, questions: count.questions })}</span>}</span>}
          description={t(`group.key-hint.${type}`)} inputWrapperOrder={['label', 'input', 'description', 'error']} autosize minRows={1} maxRows={6} spellCheck={false} autoCapitalize="characters"
          value={group.key} onChange={(event) => onChange({ key: event.currentTarget.value })} onBlur={() => onVisit('key')} error={wrongKey} styles={{ label: { display: 'block', width: '100%' }, input: { fontFamily: 'var(--mono)', letterSpacing: type === 'text' ? undefined : '0.12em' } }}
        />
      )}
      {type === 'multiple' ? (
        <div className={styles.row}>
          <NativeSelect label={t('group.partial')} value={group.partial} onChange={(event) => onChange({ partial: event.currentTarget.value === 'missing' ? 'missing' : event.currentTarget.value === 'per-option' ? 'per-option' : 'none' })} data={(['none', 'missing', 'per-option'] as const).map((kind) => ({ value: kind, label: t(`partial.${kind}`) }))} />
          {group.partial === 'none' ? null : <TextInput label={t('group.partial-points')} inputMode="decimal" {...field('partialPoints')} />}
          {group.partial === 'per-option' ? <TextInput label={t('group.wrong-option')} inputMode="decimal" placeholder="0" {...field('wrongOption')} /> : null}
        </div>
      ) : null}
      <div className={styles.checks}>
        {type === 'numeric' ? <Checkbox label={t('group.sign')} checked={group.sign} onChange={(event) => onChange({ sign: event.currentTarget.checked })} /> : null}
        {type === 'numeric' ? <Checkbox label={t('group.decimal')} checked={group.decimal} onChange={(event) => onChange({ decimal: event.currentTarget.checked })} /> : null}
        <Checkbox label={t('group.bonus')} checked={group.bonus} onChange={(event) => onChange({ bonus: event.currentTarget.checked })} />
        <div className={styles.tools}>
          <button type="button" className="button quiet small" disabled={at === 0} onClick={() => onMove(-1)} aria-label={t('group.up')} title={t('group.up')}><Icon name="up" size={18} /></button>
          <button type="button" className="button quiet small" disabled={at === groups - 1} onClick={() => onMove(1)} aria-label={t('group.down')} title={t('group.down')}><Icon name="down" size={18} /></button>
          <button type="button" className="button quiet small" onClick={onRemove} aria-label={t('group.remove')} title={t('group.remove')}><Icon name="trash" size={18} /></button>
        </div>
      </div>
    </section>
  );
}
