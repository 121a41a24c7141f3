/** Whose score a change would change, from what to what, before it is made. */
import { Button, Group, Modal } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerOf } from '../../../contract/routes.ts';
import { LongTable } from '../../ui/LongTable.tsx';
import { Name } from '../../ui/Name.tsx';
import { useGetRosterQuery } from './endpoints.ts';

interface ChangePreviewProps {
  readonly examId: string;
  readonly preview: AnswerOf<'previewExamChange'> | null;
  readonly saving: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

const points = (value: number | null): string => (value === null ? '–' : String(value));

export function ChangePreview({ examId, preview, saving, onClose, onConfirm }: ChangePreviewProps) {
  const { t } = useTranslation();
  const moved = preview?.moved ?? [];
  const { data: roster } = useGetRosterQuery({ params: { examId } }, { skip: moved.length === 0 });
  const names = useMemo(() => new Map(roster?.candidates?.map(({ candidateNo, name }) => [candidateNo, name])), [roster]);
  return (
    <Modal opened={preview !== null} onClose={onClose} title={t('change.title')} size="xl" closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <p>{preview === null ? '' : preview.sheets === 0 ? t('change.no-sheets') : moved.length === 0 ? t('change.nobody', { count: preview.sheets }) : t('change.moved', { count: moved.length, sheets: preview.sheets })}</p>
      {moved.length === 0 ? null : (
        <LongTable
          label={t('change.title')} rows={moved} rowKey={(row) => row.candidateNo} height="20rem"
          columns={[
            { id: 'candidate', title: t('change.candidate'), width: '7.5rem', cell: (row) => row.candidateNo },
            ...(names.size === 0 ? [] : [{ id: 'name', title: t('roster.name'), width: 'minmax(5rem, 1fr)', cell: (row: (typeof moved)[number]) => <Name lines={1}>{names.get(row.candidateNo) ?? ''}</Name> }]),
            { id: 'before', title: t('change.before'), width: '4.5rem', cell: (row) => points(row.from) },
            { id: 'after', title: t('change.after'), width: '4.5rem', cell: (row) => row.from === row.to ? <span className="muted">{t('change.same')}</span> : <strong>{points(row.to)}</strong> },
            { id: 'questions', title: t('change.questions'), width: 'minmax(8rem, 2fr)', cell: (row) => <Name lines={1}>{row.questions.map(({ no, from, to }) => `${no}: ${points(from)} → ${points(to)}`).join('  ')}</Name> },
          ]}
        />
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>{t('change.back')}</Button>
        <Button loading={saving} onClick={onConfirm} data-autofocus>{t('change.confirm')}</Button>
      </Group>
    </Modal>
  );
}
