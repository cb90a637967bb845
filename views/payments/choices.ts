import type { PaymentMethod } from '#services/payments/model';
import type { Choice } from '../parts/field.tsx';
import { methodWords } from '../parts/words.ts';

const hints: Record<PaymentMethod, string> = {
  CREDIT_CARD: 'On our payment provider’s page. We never see the number.',
  DEBIT_CARD: 'On our payment provider’s page. We never see the number.',
  PAYPAL: 'On our payment provider’s page.',
  BANK_TRANSFER: 'We pack when the money arrives, usually after two working days.',
  CASH_ON_DELIVERY: 'Pay at the door when the parcel comes.',
};

/** Ways to pay as radios tell them. */
export const payChoices = (methods: readonly PaymentMethod[]): Choice[] =>
  methods.map((method) => ({ value: method, label: methodWords[method], hint: hints[method] }));
