/** Stands in the record as a page's trouble and a sheet's failure where a person gave it up. */
export const cancelled = 'cancelled';
