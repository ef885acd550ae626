/** In which language the reader's browser writes numbers and prices (BCP 47). */
export const readerLocale = (): string => new Intl.NumberFormat(undefined).resolvedOptions().locale;
