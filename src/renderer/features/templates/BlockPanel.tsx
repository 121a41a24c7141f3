/** What the block in hand is: its fields, their options, and where it stands. */
import { Button, Checkbox, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { Icon } from '../../ui/Icon.tsx';
import { countsUp, frameOf, joinedInto, labelsFrom, laidInto, usualValues } from './drawing.ts';
import styles from './Templates.module.css';

interface BlockPanelProps {
  readonly block: TemplateBlock;
  readonly blocks: readonly TemplateBlock[];
  /** Share of its bubbles that the snap saw; null: it was not snapped since it was opened. */
  readonly support: number | null;
  readonly onChange: (block: TemplateBlock, options: { readonly snap: boolean }) => void;
  readonly onSnap: () => void;
  readonly onRemove: () => void;
}

const mostFields = 300, mostValues = 40;
const places = ['x', 'y', 'valueGap', 'fieldGap', 'w', 'h'] as const;

export function BlockPanel({ block, blocks, support, onChange, onSnap, onRemove }: BlockPanelProps) {
  const { t } = useTranslation();
  const [first, setFirst] = useState(block.fields[0] ?? '');
  const [name, setName] = useState(block.name);
  const [own, setOwn] = useState(block.values.join(''));
  const [column, setColumn] = useState(block.column ?? '');
  useEffect(() => { setFirst(block.fields[0] ?? ''); setName(block.name); setOwn(block.values.join('')); setColumn(block.column ?? ''); }, [block]);
  /** The same frame, divided otherwise. */
  const divided = (change: Partial<TemplateBlock>): void => onChange(laidInto({ ...block, ...change }, frameOf(block)), { snap: true });

  const letters = block.values.join('');
  const usual = usualValues.find((values) => values === letters && block.values.every((value) => value.length === 1));
  const labels = new Set(blocks.filter((other) => other.name !== block.name).flatMap((other) => other.fields));
  const twice = block.fields.find((label) => labels.has(label));
  const nameTaken = name.trim() === '' || blocks.some((other) => other.name === name.trim() && other.name !== block.name);
  const numbered = countsUp(block.fields);
  // Another block's own column, or a field that has one: the number would stand in it twice.
  const columnTaken = column.trim() === '' || blocks.some((other) => other.column === null && other.name !== block.name && other.fields.includes(column.trim()));
  const ownTwice = new Set(own).size !== [...own].length;
  return (
    <section className={styles.fields} aria-label={t('templates.block')}>
      <TextInput label={t('templates.block-name')} value={name} maxLength={200} error={nameTaken ? t('templates.name-taken') : null} onChange={(event) => setName(event.currentTarget.value)} onBlur={() => { if (nameTaken) setName(block.name); else if (name.trim() !== block.name) onChange({ ...block, name: name.trim() }, { snap: false }); }} />
      <SegmentedControl fullWidth value={block.direction} onChange={(direction) => divided({ direction: direction === 'vertical' ? 'vertical' : 'horizontal' })} data={[{ value: 'horizontal', label: t('templates.horizontal') }, { value: 'vertical', label: t('templates.vertical') }]} aria-label={t('templates.direction')} />
      <p className="hint">{t(`templates.${block.direction}-hint`)}</p>
      <div className={styles.pair}>
        <TextInput label={t('templates.first')} value={first} maxLength={100} disabled={!numbered} error={twice === undefined ? null : t('templates.twice', { label: twice })} onChange={(event) => setFirst(event.currentTarget.value)} onBlur={() => { if (first.trim() === '') setFirst(block.fields[0] ?? ''); else if (first !== block.fields[0]) onChange({ ...block, fields: labelsFrom(first, block.fields.length) }, { snap: false }); }} />
        <NumberInput label={t('templates.count')} value={block.fields.length} min={1} max={mostFields} allowDecimal={false} clampBehavior="strict" disabled={!numbered} onChange={(count) => { if (typeof count === 'number' && count >= 1 && count !== block.fields.length) divided({ fields: labelsFrom(block.fields[0] ?? 'q1', count) }); }} />
      </div>
      {numbered ? null : <p className="hint">{t('templates.own-labels', { labels: block.fields.slice(0, 6).join(', ') })}</p>}
      <Select
        label={t('templates.values')} value={usual ?? 'own'} allowDeselect={false} data={[...usualValues.map((values) => ({ value: values, label: [...values].join(' ') })), { value: 'own', label: t('templates.own-values') }]}
        onChange={(values) => { if (values !== null && values !== 'own' && values !== letters) divided({ values: [...values] }); }}
      />
      {block.values.every((value) => value.length === 1) ? (
        <TextInput label={t('templates.each-letter')} value={own} maxLength={mostValues} error={ownTwice ? t('templates.letter-twice') : null} onChange={(event) => setOwn(event.currentTarget.value)} onBlur={() => { if (own === '' || ownTwice) setOwn(letters); else if (own !== letters) divided({ values: [...own] }); }} />
      ) : <p className="hint">{block.values.join(', ')}</p>}
      {block.fields.length > 1 || block.column !== null ? <Checkbox label={t('templates.joined')} checked={block.column !== null} onChange={(event) => onChange(joinedInto(block, event.currentTarget.checked ? block.name : null, blocks), { snap: false })} /> : null}
      {block.column === null ? null : (
        <>
          <TextInput label={t('templates.column')} value={column} maxLength={200} error={columnTaken ? t('templates.column-taken') : null} onChange={(event) => setColumn(event.currentTarget.value)} onBlur={() => { if (columnTaken) setColumn(block.column ?? ''); else if (column.trim() !== block.column) onChange(joinedInto(block, column.trim(), blocks), { snap: false }); }} />
          <Checkbox label={t('templates.candidate')} checked={block.candidate} onChange={(event) => onChange({ ...block, candidate: event.currentTarget.checked }, { snap: false })} />
        </>
      )}
      <div className={styles.snap} role="status" data-good={(support ?? 0) >= 0.8 || undefined} data-bad={support === 0 || undefined}>
        {t(support === null ? 'templates.not-snapped' : support === 0 ? 'templates.snap-nothing' : 'templates.snapped', { share: Math.round((support ?? 0) * 100) })}
      </div>
      <Button variant="default" onClick={onSnap}>{t('templates.snap')}</Button>
      <details>
        <summary>{t('templates.place')}</summary>
        <div className={styles.numbers}>
          {places.map((key) => (
            <NumberInput key={key} size="xs" label={t(`templates.${key}`)} value={block[key]} decimalScale={1} step={1} {...(key === 'w' || key === 'h' ? { min: 1 } : {})} onChange={(value) => { if (typeof value === 'number' && value !== block[key]) onChange({ ...block, [key]: value }, { snap: false }); }} />
          ))}
        </div>
      </details>
      <Button variant="subtle" color="red" leftSection={<Icon name="trash" size={16} />} onClick={onRemove}>{t('templates.remove-block')}</Button>
    </section>
  );
}
