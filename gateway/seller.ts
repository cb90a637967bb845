// Who sells: the name on invoices, credit notes and the slips of parcels that come back.

/** Name and address, a line each. */
export const seller = 'Colophon Books\nbooksellers on the web';
