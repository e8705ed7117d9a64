declare const brand: unique symbol;

/** Number of an archive request. */
export type ArchiveRequestId = bigint & { readonly [brand]: 'ArchiveRequestId' };

/** Number of a retrieve request. */
export type RetrieveRequestId = bigint & { readonly [brand]: 'RetrieveRequestId' };

/** Number of a label request. */
export type LabelRequestId = bigint & { readonly [brand]: 'LabelRequestId' };

/** Number of a job, unique among those of its kind (archive or retrieve); kept when it is queued again. */
export type JobId = bigint & { readonly [brand]: 'JobId' };
