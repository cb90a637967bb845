import type { ProblemBody } from '#kit/problem';
import { CloseAccountPage } from '../account/closing.tsx';
import { AccountPage } from '../account/show.tsx';
import { KeptAddressPage } from '../addresses/edit.tsx';
import { AddressesPage } from '../addresses/index.tsx';
import { ContactPage } from '../contact/form.tsx';
import { ContactSentPage } from '../contact/sent.tsx';
import { ConfirmAddressPage } from '../emails/confirm.tsx';
import { AddressPage } from '../emails/show.tsx';
import { InlineProblem } from '../errors/inline.tsx';
import { ProblemPage } from '../errors/problem.tsx';
import { AccessibilityHelpPage } from '../help/accessibility.tsx';
import { DeliveryHelpPage } from '../help/delivery.tsx';
import { DevelopersHelpPage } from '../help/developers.tsx';
import { PrivacyHelpPage } from '../help/privacy.tsx';
import { ReturnsHelpPage } from '../help/returns.tsx';
import { TermsHelpPage } from '../help/terms.tsx';
import { ChangePasswordPage } from '../passwords/change.tsx';
import { ForgottenPasswordPage } from '../passwords/forgot.tsx';
import { ResetPasswordPage } from '../passwords/reset.tsx';
import { SharedListPage } from '../reading/by-link.tsx';
import { ReadingListPage } from '../reading/index.tsx';
import { SignUpPage } from '../registrations/new.tsx';
import { LookInMailPage } from '../registrations/sent.tsx';
import { SessionsPage, type ShownSession } from '../sessions/index.tsx';
import { SignInPage } from '../sessions/new.tsx';
import { SettingsPage } from '../settings/show.tsx';
import type { Data } from './data.ts';
import { SpecimensPage } from './index.tsx';
import { coverOf, type Specimen } from './specimen.ts';

export const people = (data: Data): Specimen[] => [
  ...signing(data),
  ...passwords(data),
  ...account(data),
  ...kept(data),
  ...help(data),
  ...errors(data),
];

const signing = ({ form, refusedForm, frame }: Data): Specimen[] => [
  { name: 'sign in', content: SignInPage({ form, next: frame.path, isGuest: false }) },
  { name: 'sign in, as a guest', content: SignInPage({ form, next: frame.path, isGuest: true }) },
  {
    name: 'sign in, refused',
    form: refusedForm,
    content: SignInPage({ form: refusedForm, next: frame.path, isGuest: false }),
  },
  { name: 'sign up', content: SignUpPage({ form, next: frame.path, isGuest: false }) },
  { name: 'sign up, as a guest', content: SignUpPage({ form, next: frame.path, isGuest: true }) },
  { name: 'sign up, sent', content: LookInMailPage() },
  {
    name: 'sign up, refused',
    form: refusedForm,
    content: SignUpPage({ form: refusedForm, next: frame.path, isGuest: false }),
  },
];

const sessionsWith = (device: string): ShownSession[] => {
  const used = { created_at: '2026-11-01T10:00:00.000Z', seen_at: '2026-11-24T10:00:00.000Z' };
  const [first, second, third] = [1, 2, 3].map((n) => ({ id: `0198c0de-0000-7000-8000-00000000000${n}`, ...used }));
  return [
    { ...first, kind: 'browser', device: 'Firefox on Windows', current: true },
    { ...second, kind: 'browser', device, current: false },
    { ...third, kind: 'api', device: null, current: false },
  ] as ShownSession[];
};

const passwords = ({ form, refusedForm, q }: Data): Specimen[] => [
  {
    name: 'sign in, password shown',
    content: SignInPage({
      form: { ...form, passwords: { visible: true, values: { password: q } } },
      next: q,
      isGuest: false,
    }),
  },
  { name: 'change password', content: ChangePasswordPage({ form, username: q }) },
  {
    name: 'change password, refused',
    form: refusedForm,
    content: ChangePasswordPage({ form: refusedForm, username: q }),
  },
  { name: 'forgotten password', content: ForgottenPasswordPage({ form, sent: false }) },
  {
    name: 'forgotten password, refused',
    form: refusedForm,
    content: ForgottenPasswordPage({ form: refusedForm, sent: false }),
  },
  { name: 'forgotten password, sent', content: ForgottenPasswordPage({ form, sent: true }) },
  { name: 'new password', content: ResetPasswordPage({ form, token: q, isSpent: false }) },
  {
    name: 'new password, refused',
    form: refusedForm,
    content: ResetPasswordPage({ form: refusedForm, token: q, isSpent: false }),
  },
  { name: 'new password, link spent', content: ResetPasswordPage({ form, token: q, isSpent: true }) },
];

const account = ({ user, order, form, refusedForm, q }: Data): Specimen[] => [
  { name: 'account', content: AccountPage({ user, name: user.username, orders: [order], csrf: form.csrf, coverOf }) },
  {
    name: 'account, no orders',
    content: AccountPage({ user, name: user.username, orders: [], csrf: form.csrf, coverOf }),
  },
  {
    name: 'account without services',
    content: AccountPage({ user: null, name: user.username, orders: null, csrf: form.csrf, coverOf }),
  },
  {
    name: 'settings',
    frame: { theme: 'dark', large: true, still: true, visitor: { name: null, isStaff: false, basketCount: 0 } },
    content: SettingsPage({
      known: { theme: 'dark', text: 'large', motion: 'none', results: '48' },
      form,
      address: null,
    }),
  },
  {
    name: 'settings with an address',
    content: SettingsPage({
      known: { theme: 'auto', text: 'normal', motion: 'auto', results: '24' },
      form,
      address: { email: user.email, isVerified: false },
    }),
  },
  { name: 'address', content: AddressPage({ email: user.email, isVerified: true, asked: false, form }) },
  {
    name: 'address, not confirmed, refused',
    form: refusedForm,
    content: AddressPage({ email: user.email, isVerified: false, asked: false, form: refusedForm }),
  },
  { name: 'address, asked', content: AddressPage({ email: user.email, isVerified: true, asked: true, form }) },
  { name: 'confirm address', content: ConfirmAddressPage({ form, token: q, isSpent: false }) },
  {
    name: 'confirm address, refused',
    form: refusedForm,
    content: ConfirmAddressPage({ form: refusedForm, token: q, isSpent: false }),
  },
  { name: 'confirm address, link spent', content: ConfirmAddressPage({ form, token: q, isSpent: true }) },
  { name: 'sessions', content: SessionsPage({ sessions: sessionsWith(q), form }) },
  { name: 'close account', content: CloseAccountPage({ form, unfinished: [] }) },
  {
    name: 'close account, refused',
    form: refusedForm,
    content: CloseAccountPage({ form: refusedForm, unfinished: [order] }),
  },
];

const kept = ({ addresses, fewBooks, bareBook, book, q, form, refusedForm }: Data): Specimen[] => {
  const items = [...fewBooks.slice(0, 1), bareBook].map((one) => ({ bookId: one.id, note: q, book: one }));
  const list = {
    links: { next: '/?cursor=x', previous: null },
    hasAccount: true,
    confirmed: true,
    order: 'title',
    canSort: true,
    sharing: { origin: 'https://shop.test', secret: q, form },
    form,
    coverOf,
  };
  const shared = { secret: q, reader: q, count: 2, books: fewBooks, confirmed: true, links: list.links, coverOf };
  const [address = null] = addresses;
  return [
    {
      name: 'reading list',
      content: ReadingListPage({ ...list, items: [...items, { bookId: 99, note: '', book: null }] }),
    },
    { name: 'reading list, none', content: ReadingListPage({ ...list, links: null, items: [] }) },
    {
      name: 'reading list, long and not shared',
      content: ReadingListPage({ ...list, items, canSort: false, sharing: { ...list.sharing, secret: null } }),
    },
    { name: 'shared list', content: SharedListPage(shared) },
    { name: 'shared list, none', content: SharedListPage({ ...shared, count: 0, books: [] }) },
    { name: 'shared list without the catalogue', content: SharedListPage({ ...shared, books: [], confirmed: false }) },
    {
      name: 'reading list of this browser',
      content: ReadingListPage({
        ...list,
        links: null,
        sharing: null,
        hasAccount: false,
        items: [{ bookId: book.id, note: '', book }],
      }),
    },
    {
      name: 'reading list without the catalogue',
      content: ReadingListPage({ ...list, confirmed: false, items: [{ bookId: 12, note: q, book: null }] }),
    },
    { name: 'addresses', content: AddressesPage({ addresses, form }) },
    { name: 'addresses, none', content: AddressesPage({ addresses: [], form }) },
    { name: 'new address', content: KeptAddressPage({ address: null, home: '', form }) },
    { name: 'views', content: SpecimensPage({ names: ['basket', 'basket, empty'] }) },
    {
      name: 'kept address, refused',
      form: refusedForm,
      content: KeptAddressPage({ address, home: '', form: refusedForm }),
    },
  ];
};

const help = ({ deliveries, seller, q, form, refusedForm, user }: Data): Specimen[] => [
  { name: 'delivery', content: DeliveryHelpPage({ deliveries, currency: 'USD' }) },
  { name: 'returns', content: ReturnsHelpPage() },
  { name: 'privacy', content: PrivacyHelpPage() },
  { name: 'terms', content: TermsHelpPage({ seller }) },
  {
    name: 'developers',
    content: DevelopersHelpPage({
      origin: 'https://shop.test',
      limits: [
        { what: q, quota: 1000, windowSeconds: 60 },
        { what: 'Reviews written', quota: 10, windowSeconds: 3600 },
      ],
    }),
  },
  { name: 'developers, nothing limited', content: DevelopersHelpPage({ origin: 'https://shop.test', limits: [] }) },
  { name: 'contact', content: ContactPage({ form, known: { topic: 'order', number: q, name: q, email: user.email } }) },
  {
    name: 'contact, refused',
    form: refusedForm,
    content: ContactPage({ form: refusedForm, known: { topic: 'other', number: '', name: '', email: '' } }),
  },
  { name: 'contact, sent', content: ContactSentPage() },
  { name: 'accessibility', content: AccessibilityHelpPage() },
];

function errors({ problem, form, q }: Data): Specimen[] {
  const body = (status: number): ProblemBody => ({
    type: '/problems/specimen',
    title: 'Specimen',
    status,
    detail: problem.detail,
    errors: problem.errors.map((detail) => ({ pointer: '/x', detail })),
  });
  const frame = { assets: { css: '/assets/shop.css', js: null, fonts: [], icon: '/assets/icon.svg' }, flash: null };
  const lost = (['book', 'author', 'shelf', 'order', 'review', 'page'] as const).map((kind): Specimen => {
    const words = kind === 'page' || kind === 'order' || kind === 'review' ? '' : q;
    const content = ProblemPage({ problem: body(404), requestId: q, lost: { kind, words } });
    return { name: `error 404, ${kind}`, frame: { ...frame, q: words }, content };
  });
  const pages = [401, 403, 405, 409, 410, 413, 415, 422, 429, 500, 503].map((status): Specimen => {
    const retryAfter = status === 429 || status === 503 ? 2 : undefined;
    const content = ProblemPage({ problem: body(status), requestId: form.requestId ?? q, retryAfter });
    return { name: `error ${status}`, frame, content };
  });
  return [
    ...lost,
    ...pages,
    { name: 'error in place', isFragment: true, content: InlineProblem({ problem: body(409) }) },
  ];
}
