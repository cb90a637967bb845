import { BasketAdded } from '../basket/added.tsx';
import { BasketPage } from '../basket/show.tsx';
import { CheckoutDetailsPage } from '../checkout/details.tsx';
import { CheckoutReviewPage } from '../checkout/review.tsx';
import { CancelOrderPage } from '../orders/cancellation.tsx';
import { CreditNotePage } from '../orders/credit-note.tsx';
import { OrdersPage } from '../orders/index.tsx';
import { InvoicePage } from '../orders/invoice.tsx';
import { OrderPlacedPage } from '../orders/placed.tsx';
import { OrderPage } from '../orders/show.tsx';
import { NewPaymentPage } from '../payments/new.tsx';
import { SimulatorPage } from '../payments/simulator.tsx';
import { CheckReturnPage } from '../returns/check.tsx';
import { ChooseReturnPage } from '../returns/choose.tsx';
import { ReturnClosedPage } from '../returns/closed.tsx';
import { ReturnPage } from '../returns/show.tsx';
import { TrackPage } from '../tracking/form.tsx';
import { type TrackedOrder, TrackedOrderPage } from '../tracking/show.tsx';
import { url } from '../urls.ts';
import { pageOf } from './catalogue.ts';
import type { Data } from './data.ts';
import { coverOf, type Specimen } from './specimen.ts';

const methods = ['CREDIT_CARD', 'DEBIT_CARD', 'PAYPAL', 'BANK_TRANSFER', 'CASH_ON_DELIVERY'] as const;

export const buying = (data: Data): Specimen[] => [
  ...basket(data),
  ...checkout(data),
  ...orders(data),
  ...orderLists(data),
  ...orderDocuments(data),
  ...returns(data),
  ...payments(data),
];

function basket({ lines, stuckLines, gone, removed, fewBooks, form, refusedForm, book }: Data): Specimen[] {
  const delivery = { amount: '0.00', promise: 'arrives on Thursday 26 November', freeWith: null };
  const seen = { subtotal: '29.97', currency: 'USD', confirmed: true, suggestions: fewBooks, coverOf };
  const rest = { ...seen, gone: [], removed: [], delivery };
  const paid = { ...delivery, amount: '4.95', freeWith: '3.52' };
  return [
    { name: 'basket', content: BasketPage({ ...rest, lines, form }) },
    { name: 'basket, changed', content: BasketPage({ ...rest, lines: stuckLines.slice(1), gone, form }) },
    { name: 'basket, stuck', content: BasketPage({ ...rest, lines: stuckLines, delivery: paid, form }) },
    { name: 'basket, one taken out', content: BasketPage({ ...rest, lines, removed, form }) },
    { name: 'basket, refused', form: refusedForm, content: BasketPage({ ...rest, lines, form: refusedForm }) },
    { name: 'basket, not confirmed', content: BasketPage({ ...rest, lines, confirmed: false, form }) },
    { name: 'basket, empty', content: BasketPage({ ...rest, lines: [], form }) },
    { name: 'basket, emptied', content: BasketPage({ ...rest, lines: [], gone, removed, form }) },
    { name: 'basket, empty and alone', content: BasketPage({ ...rest, lines: [], suggestions: null, form }) },
    {
      name: 'added to basket',
      isFragment: true,
      content: BasketAdded({ title: book.title, count: 3, subtotal: '29.97', currency: 'USD' }),
    },
  ];
}

function checkout({
  deliveries,
  addresses,
  known,
  form,
  refusedForm,
  lines,
  stuckLines,
  gone,
  user,
  order,
}: Data): Specimen[] {
  const details = { deliveries, addresses: [], known, basket: { count: 3, subtotal: '29.97', currency: 'USD' } };
  const review = {
    lines: lines.map((line) => ({ ...line, formerPrice: null })),
    gone: [],
    shown: 'shown',
    methods,
    email: user.email,
    address: order.shipping_address,
    delivery: deliveries[0] ?? { method: 'collect', amount: '0.00', promise: '' },
    subtotal: '29.97',
    total: '33.47',
    currency: 'USD',
    coverOf,
  } as const;
  const frame = { quiet: true };
  return [
    { name: 'details of a guest', frame, content: CheckoutDetailsPage({ ...details, isGuest: true, form }) },
    { name: 'details', frame, content: CheckoutDetailsPage({ ...details, addresses, isGuest: false, form }) },
    {
      name: 'details, refused',
      frame,
      form: refusedForm,
      content: CheckoutDetailsPage({ ...details, isGuest: true, form: refusedForm }),
    },
    { name: 'check order', frame, content: CheckoutReviewPage({ ...review, form }) },
    {
      name: 'check order, changed meanwhile',
      frame,
      form: refusedForm,
      content: CheckoutReviewPage({ ...review, lines: stuckLines.slice(1), gone, form: refusedForm }),
    },
  ];
}

const orders = (data: Data): Specimen[] => {
  const { order, unpaidOrder, cancelledOrder, payment, failedPayment, pendingPayment, refundedPayment, at } = data;
  const day = 'Thursday 26 November';
  const rest = { readAt: at, expected: null, moneyBy: day, form: data.form, coverOf, returns: [] };
  return [
    { name: 'order', content: OrderPage({ order, payments: [payment], ...rest, expected: day }) },
    {
      name: 'order, being confirmed',
      frame: { refreshSeconds: 5 },
      content: OrderPage({ order: { ...unpaidOrder, confirming: true }, payments: null, ...rest }),
    },
    {
      name: 'order, books being confirmed',
      frame: { refreshSeconds: 5 },
      content: OrderPage({ order: { ...unpaidOrder, confirming: true }, payments: [pendingPayment], ...rest }),
    },
    {
      name: 'order, payment being checked',
      frame: { refreshSeconds: 5 },
      content: OrderPage({ order: unpaidOrder, payments: [pendingPayment], ...rest }),
    },
    {
      name: 'order, some of it sent back',
      content: OrderPage({ order: data.partedOrder, payments: [refundedPayment], ...rest, returns: data.returns }),
    },
    {
      name: 'order, without what came back',
      content: OrderPage({ order: data.partedOrder, payments: null, ...rest, returns: null }),
    },
    { name: 'order, unpaid', content: OrderPage({ order: unpaidOrder, payments: [failedPayment], ...rest }) },
    { name: 'order, cancelled', content: OrderPage({ order: cancelledOrder, payments: [refundedPayment], ...rest }) },
    {
      name: 'order, returned',
      content: OrderPage({
        order: { ...data.partedOrder, status: 'RETURNED', payment_status: 'REFUNDED' },
        payments: [{ ...refundedPayment, refunds: refundedPayment.refunds.slice(0, 1) }],
        ...rest,
      }),
    },
    {
      name: 'order, expired',
      content: OrderPage({ order: { ...cancelledOrder, cancel_reason: 'expired' }, payments: [], ...rest }),
    },
  ];
};

const orderLists = ({ order, unpaidOrder, payment, book, form }: Data): Specimen[] => {
  const list = { years: [2026, 2025], payments: [payment], form, coverOf };
  const filters = { year: '2026', status: 'shipped', q: book.title };
  return [
    { name: 'orders', content: OrdersPage({ ...list, page: pageOf([order, unpaidOrder]), filters: {} }) },
    { name: 'orders, narrowed', content: OrdersPage({ ...list, page: pageOf([order]), filters }) },
    { name: 'orders, none so narrow', content: OrdersPage({ ...list, page: pageOf([]), filters }) },
    {
      name: 'orders without payments',
      content: OrdersPage({ ...list, page: pageOf([order, unpaidOrder]), filters: {}, payments: null }),
    },
    { name: 'orders, none', content: OrdersPage({ ...list, page: pageOf([]), filters: {} }) },
  ];
};

const orderDocuments = (data: Data): Specimen[] => {
  const { order, unpaidOrder, cancelledOrder, payment, user, form, refusedForm, seller } = data;
  const now = order.updated_at;
  const mine = { order, email: user.email, isGuest: true, expected: 'Thursday 26 November', coverOf };
  return [
    { name: 'order placed', content: OrderPlacedPage({ ...mine, form }) },
    {
      name: 'order placed, to collect and pay later',
      content: OrderPlacedPage({
        ...mine,
        order: { ...unpaidOrder, delivery_method: 'collect' },
        isGuest: false,
        form,
      }),
    },
    {
      name: 'order placed, password refused',
      form: refusedForm,
      content: OrderPlacedPage({ ...mine, form: refusedForm }),
    },
    { name: 'track', content: TrackPage({ form, number: order.number }) },
    { name: 'track, refused', form: refusedForm, content: TrackPage({ form: refusedForm, number: '' }) },
    {
      name: 'tracked order',
      content: TrackedOrderPage({ order: trackedOf(order), readAt: order.updated_at, href: '/track/x' }),
    },
    { name: 'invoice', content: InvoicePage({ order, paid: payment, seller }) },
    { name: 'invoice, not paid', content: InvoicePage({ order: unpaidOrder, paid: null, seller }) },
    { name: 'cancel order', content: CancelOrderPage({ order: unpaidOrder, now, form }) },
    { name: 'cancel order, too late', content: CancelOrderPage({ order, now, form }) },
    {
      name: 'cancel order, being packed',
      content: CancelOrderPage({ order: { ...order, status: 'PROCESSING' }, now, form }),
    },
    { name: 'cancel order, all over', content: CancelOrderPage({ order: cancelledOrder, now, form }) },
    { name: 'nothing to send back, not left', content: ReturnClosedPage({ order: unpaidOrder }) },
    { name: 'nothing to send back, closed', content: ReturnClosedPage({ order: { ...order, returnable_until: now } }) },
    {
      name: 'cancel order, refused',
      form: refusedForm,
      content: CancelOrderPage({ order: unpaidOrder, now, form: refusedForm }),
    },
  ];
};

const trackedOf = ({ number, status, created_at, items, history }: Data['order']): TrackedOrder => ({
  number,
  status,
  created_at,
  lines: items,
  history,
});

const returns = (data: Data): Specimen[] => {
  const { order, partedOrder, returns: asked, refundedPayment, form, refusedChoice, refusedForm, seller } = data;
  const choice = { order: partedOrder, coverOf };
  const chosen = order.items.map(({ id, book_id, isbn, title, author, price, quantity, subtotal }) => ({
    itemId: id,
    book: { id: book_id, isbn, title, author },
    href: url.bareBook({ id: book_id, isbn }),
    quantity,
    price,
    total: subtotal,
  }));
  const check = {
    order,
    chosen,
    reason: 'DAMAGED',
    amount: '19.99',
    moneyBy: 'Thursday 26 November',
    changeHref: url.newReturn(order.number),
    coverOf,
  } as const;
  const none = { ...order, items: order.items.map((item) => ({ ...item, returning: item.quantity })) };
  return [
    { name: 'choose what to cancel', content: ChooseReturnPage({ ...choice, kind: 'cancellation', form }) },
    { name: 'choose what to send back', content: ChooseReturnPage({ ...choice, kind: 'return', form }) },
    {
      name: 'choose what to send back, refused',
      form: refusedChoice,
      content: ChooseReturnPage({ ...choice, kind: 'return', form: refusedChoice }),
    },
    {
      name: 'choose what to send back, nothing left',
      content: ChooseReturnPage({ ...choice, order: none, kind: 'return', form }),
    },
    {
      name: 'check what to cancel',
      content: CheckReturnPage({ ...check, kind: 'cancellation', whole: true, form }),
    },
    {
      name: 'check what to send back, refused',
      form: refusedForm,
      content: CheckReturnPage({ ...check, kind: 'return', whole: false, form: refusedForm }),
    },
    ...asked.map((one) => ({
      name: `${one.kind.toLowerCase()}, ${one.status.toLowerCase()}`,
      content: ReturnPage({ asked: one, moneyBy: 'Thursday 26 November', seller }),
    })),
    ...refundedPayment.refunds.slice(0, 1).map((refund) => ({
      name: 'credit note',
      content: CreditNotePage({ order, payment: refundedPayment, refund, seller }),
    })),
  ];
};

function payments({ unpaidOrder, form, refusedForm }: Data): Specimen[] {
  const simulator = {
    number: unpaidOrder.number,
    amount: '23.49',
    currency: 'USD',
    method: 'CREDIT_CARD',
    heldUntil: unpaidOrder.expires_at,
    css: '/assets/shop.css',
  };
  const frame = { quiet: true };
  return [
    { name: 'pay', frame, content: NewPaymentPage({ order: unpaidOrder, methods, form }) },
    {
      name: 'pay, declined',
      frame,
      form: refusedForm,
      content: NewPaymentPage({ order: unpaidOrder, methods, form: refusedForm }),
    },
    { name: 'simulator', isDocument: true, content: SimulatorPage({ ...simulator, form }) },
    {
      name: 'simulator, refused',
      isDocument: true,
      form: refusedForm,
      content: SimulatorPage({ ...simulator, form: refusedForm }),
    },
  ];
}
