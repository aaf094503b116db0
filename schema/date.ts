// Days: the API's scalar Date has them as midnight UTC, the stores as ISO dates.

export const isoDate = (day: Date): string => day.toISOString().slice(0, 10);
export const toDate = (iso: string): Date => new Date(`${iso}T00:00:00Z`);
