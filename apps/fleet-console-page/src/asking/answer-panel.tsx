import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { defined } from '@fleet/optional-members';
import type { ReactNode } from 'react';
import { CopyButton } from '../copying/copy-button';
import type { TableRow } from '../copying/table-text';
import { AnswerView } from './answer-view';
import type { Answer } from './use-answer';

/** An answer under its heading, and what of it can be copied. */
export function AnswerPanel<T>({
  answer,
  heading,
  what,
  description,
  copied,
  isHigh = true,
  children,
}: {
  readonly answer: Answer<T>;
  readonly heading: ReactNode;
  /** Follows "Reading …". */
  readonly what: string;
  readonly description?: string;
  /** What a row is called, and the rows. */
  readonly copied?: { readonly what: string; readonly rows: (value: T) => readonly TableRow[] };
  /** Whether it is as high as what stands beside it. */
  readonly isHigh?: boolean;
  readonly children: (value: T) => ReactNode;
}) {
  const { value } = answer;
  return (
    <Container
      fitHeight={isHigh}
      header={
        <Header
          variant="h2"
          {...defined({ description })}
          actions={
            copied && <CopyButton what={copied.what} rows={value === undefined ? [] : copied.rows(value)} />
          }
        >
          {heading}
        </Header>
      }
    >
      <AnswerView answer={answer} what={what}>
        {children}
      </AnswerView>
    </Container>
  );
}
