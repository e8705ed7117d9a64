import type { Column } from './table.ts';

/** An item as it is printed: with the instance that it is of. */
export type OfInstance<Item> = Item & { readonly instanceName: string };

export const instanceColumn: Column<{ readonly instanceName: string }> = {
  header: 'instance',
  cell: ({ instanceName }) => instanceName,
};

export const commentColumn: Column<{ readonly comment: string }> = {
  header: 'comment',
  cell: ({ comment }) => comment,
};
