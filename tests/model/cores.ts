// The pure cores of the real shop, as one object: the model runs these very functions, and a mutation swaps one of them.

import * as orders from '#services/orders/saga';
import * as settlement from '#services/orders/settlement';
import * as wishes from '#services/orders/wishes';
import * as payments from '#services/payments/saga';

export const realCores = {
  orders: {
    decide: orders.decide,
    reserved: orders.reserved,
    committed: orders.committed,
    settle: settlement.settle,
    captured: settlement.captured,
    refunded: settlement.refunded,
    voided: settlement.voided,
    mayBePaid: settlement.mayBePaid,
    waitOn: settlement.waitOn,
    cancelUnpaid: wishes.cancelUnpaid,
    stepTo: wishes.stepTo,
    whyNotPayable: wishes.whyNotPayable,
  },
  payments: {
    decide: payments.decide,
    authorised: payments.authorised,
    found: payments.found,
    settled: payments.settled,
    unsettled: payments.unsettled,
  },
};

export type Cores = typeof realCores;
