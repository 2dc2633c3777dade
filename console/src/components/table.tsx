import { ScrollArea, Table as MantineTable, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface Column<Item> {
  title: string;
  cell: (item: Item) => ReactNode;
  /** Whether its cells are numbers, which stand below each other. */
  isNumber?: boolean;
}

interface TableProps<Item> {
  /** For screen readers. */
  label: string;
  items: readonly Item[];
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  /** What to do if there is nothing. */
  empty: ReactNode;
}

export function Table<Item>({ label, items, columns, keyOf, empty }: TableProps<Item>) {
  if (items.length === 0) return <Text size="sm">{empty}</Text>;
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': label }}>
      <MantineTable striped verticalSpacing={6} fz="sm" aria-label={label}>
        <MantineTable.Thead>
          <MantineTable.Tr>
            {columns.map(({ title, isNumber }) => (
              <MantineTable.Th key={title} ta={isNumber ? 'right' : 'left'} scope="col">
                {title}
              </MantineTable.Th>
            ))}
          </MantineTable.Tr>
        </MantineTable.Thead>
        <MantineTable.Tbody>
          {items.map((item) => (
            <MantineTable.Tr key={keyOf(item)}>
              {columns.map(({ title, cell, isNumber }) => (
                <MantineTable.Td
                  key={title}
                  {...(isNumber && { ta: 'right', className: 'number' })}
                >
                  {cell(item)}
                </MantineTable.Td>
              ))}
            </MantineTable.Tr>
          ))}
        </MantineTable.Tbody>
      </MantineTable>
    </ScrollArea>
  );
}
