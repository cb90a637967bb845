// What the payments room hears. Nobody asks it anything.

import { refundDue } from '#nats/orders';
import { endForOrder } from './actions/give-back.ts';
import type { Deps } from './deps.ts';

export function messages(deps: Deps): void {
  deps.bus.listen(refundDue, (fact) => endForOrder(deps, fact));
}
