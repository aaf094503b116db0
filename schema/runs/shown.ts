// Options of fields that anyone may see and that are never null.
export const shown = { access: "public", nullable: false } as const;
export const shownList = { access: "public", nullable: { list: false, items: false } } as const;
