// Who may do what: every operation, every kind of caller, every relation to the thing asked for. An operation that has no row here
// fails the tests, and so does a row whose operation is gone.

export const callers = [
  'anonymous',
  /** The customer whose things `own` are. */
  'owner',
  /** Another customer, whose things `other` are. */
  'other',
  /** A guest, without things of their own. */
  'guest',
  'staff',
  /** Another member of staff, whose account `staff` is. */
  'colleague',
  'admin',
  /** The owner's token, out of date. */
  'expired',
  /** The owner's token, in date, of a session that was signed out. */
  'revoked',
  /** The owner's token, made for another audience. */
  'foreign',
] as const;
export type Caller = (typeof callers)[number];

/** Whose thing is asked for; `none` where the operation asks for no thing of anybody. */
export type Subject = 'none' | 'own' | 'other' | 'staff' | 'missing';

/** What a list holds: everything, the caller's own alone, or nothing. */
export type Sees = 'all' | 'own' | 'nothing';
export type Expected = { status: number; sees?: Sees };

type Rule = (caller: Caller, subject: Subject) => Expected | number;
export type Row = {
  operation: string;
  /** What of the operation is tried, where one row does not say it all. */
  of?: string;
  subjects: readonly Subject[];
  rule: Rule;
};

const isDead = (caller: Caller): boolean => caller === 'expired' || caller === 'revoked' || caller === 'foreign';
const isStaff = (caller: Caller): boolean => caller === 'staff' || caller === 'colleague' || caller === 'admin';
const owns = (caller: Caller, subject: Subject): boolean =>
  (caller === 'owner' && subject === 'own') ||
  (caller === 'other' && subject === 'other') ||
  (caller === 'colleague' && subject === 'staff');

/** Nobody's token is looked at. */
const whoever =
  (status: number): Rule =>
  () =>
    status;

/** Anybody, but a bad token is told so. What is missing is missing for all. */
const anyone =
  (status: number): Rule =>
  (caller, subject) =>
    isDead(caller) ? 401 : subject === 'missing' ? 404 : status;

const signedIn =
  (rule: Rule): Rule =>
  (caller, subject) =>
    caller === 'anonymous' || isDead(caller) ? 401 : rule(caller, subject);

const user = (status: number): Rule => signedIn((_, subject) => (subject === 'missing' ? 404 : status));

const staff = (status: number, missing = 404): Rule =>
  signedIn((caller, subject) => (isStaff(caller) ? (subject === 'missing' ? missing : status) : 403));

/** Its owner and staff; to others it looks like none. */
const owner = (status: number, missing = 404): Rule =>
  signedIn((caller, subject) => {
    if (subject === 'missing') return isStaff(caller) ? missing : 404;
    return owns(caller, subject) || isStaff(caller) ? status : 404;
  });

/** Its owner and staff; others see it, but may not touch it. */
const ownerOfPublic = (status: number): Rule =>
  signedIn((caller, subject) => {
    if (subject === 'missing') return 404;
    return owns(caller, subject) || isStaff(caller) ? status : 403;
  });

/** In one's own name, `none` said or one's own. */
const inOwnName = (status: number, staffFor: (subject: Subject) => number): Rule =>
  signedIn((caller, subject) => {
    if (subject === 'none' || owns(caller, subject)) return status;
    return isStaff(caller) ? staffFor(subject) : 403;
  });

/** A customer's own account, and any customer's for staff; accounts of staff are their owners' and administrators'. */
const account = (status: number): Rule =>
  signedIn((caller, subject) => {
    if (subject === 'missing') return 404;
    if (owns(caller, subject) || caller === 'admin') return status;
    if (!isStaff(caller)) return 404;
    return subject === 'staff' ? 403 : status;
  });

/** Role and being active: an administrator's alone. Who may see the account is refused, to others it does not exist. */
const duties: Rule = signedIn((caller, subject) => {
  if (subject === 'missing') return 404;
  if (caller === 'admin') return 200;
  return owns(caller, subject) || isStaff(caller) ? 403 : 404;
});

/** Lists whose filters look among one's own only. */
const ownList: Rule = signedIn((caller, subject) => {
  if (isStaff(caller)) return { status: 200, sees: subject === 'missing' ? 'nothing' : 'all' };
  if (subject !== 'none' && !owns(caller, subject)) return { status: 200, sees: 'nothing' };
  return { status: 200, sees: caller === 'guest' ? 'nothing' : 'own' };
});

const alone: readonly Subject[] = ['none'];
const thing: readonly Subject[] = ['own', 'missing'];
const things: readonly Subject[] = ['own', 'other', 'missing'];
const named: readonly Subject[] = ['none', 'own', 'other', 'missing'];
const accounts: readonly Subject[] = ['own', 'other', 'staff', 'missing'];

const row = (operation: string, subjects: readonly Subject[], rule: Rule, of?: string): Row => ({
  operation,
  subjects,
  rule,
  ...(of === undefined ? {} : { of }),
});

export const table: readonly Row[] = [
  row('register', alone, whoever(201)),
  row('registerGuest', alone, whoever(201)),
  row('login', alone, whoever(200)),
  row('refreshTokens', alone, whoever(200)),
  row('logout', alone, whoever(204)),
  row('forgotPassword', alone, whoever(202)),
  row('resetPassword', alone, whoever(422), 'with a link that is none'),
  row('confirmAddress', alone, whoever(422), 'with a link that is none'),
  row('readKeys', alone, whoever(200)),
  row('listUsers', alone, staff(200)),
  row('readMe', alone, user(200)),
  row('listAddresses', alone, user(200)),
  row('addAddress', alone, user(201)),
  // An address is its owner's alone; to everybody else, staff too, it looks like none.
  row(
    'replaceAddress',
    ['own', 'missing'],
    signedIn((caller, subject) => (caller === 'owner' && subject === 'own' ? 200 : 404)),
  ),
  row(
    'deleteAddress',
    ['own', 'missing'],
    signedIn((caller, subject) => (caller === 'owner' && subject === 'own' ? 204 : 404)),
  ),
  row('listReading', alone, user(200)),
  row('mergeReading', alone, user(200)),
  row('keepReading', alone, user(200)),
  row('dropReading', alone, user(204)),
  row('readSharing', alone, user(200)),
  row('shareReading', alone, user(200)),
  row('stopSharingReading', alone, user(204)),
  row('readSharedList', thing, anyone(200)),
  row(
    'changePassword',
    alone,
    signedIn((caller) => (caller === 'guest' ? 422 : 204)),
  ),
  row(
    'moveAddress',
    alone,
    signedIn((caller) => (caller === 'guest' ? 422 : 202)),
  ),
  row(
    'keepAccount',
    alone,
    signedIn((caller) => (caller === 'guest' ? 200 : 409)),
  ),
  row('askForVerification', alone, user(202)),
  row('exportAccount', alone, user(200)),
  row('readUser', accounts, owner(200)),
  row('replaceUser', accounts, account(200)),
  row('changeUser', accounts, account(200)),
  row('changeUser', accounts, duties, 'role'),
  row('changeUser', accounts, duties, 'is_active'),
  row('replaceUser', accounts, duties, 'role'),
  row('closeUser', accounts, account(204)),

  row('listBooks', alone, anyone(200)),
  row('listBooksByCategory', alone, anyone(200)),
  row('listBooksByAuthor', alone, anyone(200)),
  row('searchBooks', alone, anyone(200)),
  row('suggestBooks', alone, anyone(200)),
  row('countBooks', alone, anyone(200)),
  row('readBook', thing, anyone(200)),
  row('readBookByIsbn', thing, anyone(200)),
  row('addBook', alone, staff(201)),
  row('replaceBook', thing, staff(200)),
  row('changeBook', thing, staff(200)),
  row('changeStock', thing, staff(200)),
  row('discontinueBook', thing, staff(204)),
  row('listCategories', alone, anyone(200)),
  row('readCategory', thing, anyone(200)),
  row('addCategory', alone, staff(201)),
  row('replaceCategory', thing, staff(200)),
  row('changeCategory', thing, staff(200)),
  row('deleteCategory', thing, staff(204)),
  row('deleteCategory', alone, staff(409), 'with books in it'),
  row('listAuthors', alone, anyone(200)),
  row('readAuthor', thing, anyone(200)),

  row('listOrders', named, ownList, 'user_id'),
  row('listOrdersByUser', things, owner(200, 200)),
  row(
    'placeOrder',
    named,
    inOwnName(201, (subject) => (subject === 'missing' ? 422 : 201)),
    'user_id',
  ),
  row('readOrder', things, owner(200)),
  row('replaceOrder', things, owner(200)),
  row('changeOrder', things, owner(200)),
  row('changeOrderStatus', things, owner(200), 'CANCELLED'),
  row(
    'changeOrderStatus',
    things,
    signedIn((caller, subject) => {
      if (subject === 'missing') return 404;
      // A paid order is packed by staff; whose it is may look on.
      return isStaff(caller) ? 200 : owns(caller, subject) ? 403 : 404;
    }),
    'PROCESSING',
  ),
  row('cancelOrder', things, owner(204)),
  row('cancelOrderLines', things, owner(200)),
  row('askReturn', things, owner(201)),
  row('listReturns', named, ownList, 'user_id'),
  row('readReturn', things, owner(200)),
  row('answerReturn', thing, staff(200)),

  row('listPayments', named, ownList, 'user_id'),
  row('listPayments', things, ownList, 'order_id'),
  row('listPaymentsByUser', things, owner(200, 200)),
  row('listPaymentsByOrder', things, owner(200, 200)),
  row('payOrder', things, owner(201)),
  row(
    'payOrder',
    ['own', 'other'],
    signedIn((caller, subject) => {
      // The order is the caller's or any for staff; the name in it is the owner's.
      if (isStaff(caller)) return subject === 'own' ? 201 : 422;
      return caller === 'owner' ? (subject === 'own' ? 201 : 404) : 403;
    }),
    "in the owner's name",
  ),
  row('readPayment', things, owner(200)),
  row('refundPayment', things, staff(200)),
  row('receivePayment', things, staff(200)),

  row('listReviews', alone, anyone(200)),
  row('listReviewsByBook', alone, anyone(200)),
  row('listReviewsByUser', alone, anyone(200)),
  row('readReviewStatistics', alone, anyone(200)),
  row('readReview', things, anyone(200)),
  row(
    'writeReview',
    named,
    signedIn((caller, subject) => {
      if (subject !== 'none' && !owns(caller, subject)) return 403;
      return caller === 'guest' ? 403 : 201;
    }),
    'user_id',
  ),
  row('replaceReview', things, ownerOfPublic(200)),
  row('changeReview', things, ownerOfPublic(200)),
  row('deleteReview', things, ownerOfPublic(204)),
  row('listFoundHelpful', alone, user(200)),
  row(
    'findReviewHelpful',
    things,
    signedIn((caller, subject) => {
      if (caller === 'guest') return 403;
      if (subject === 'missing') return 404;
      return owns(caller, subject) ? 403 : 200;
    }),
  ),
  row(
    'unfindReviewHelpful',
    things,
    signedIn((caller, subject) => {
      if (subject === 'missing') return 404;
      return owns(caller, subject) ? 403 : 200;
    }),
  ),
  row('listReviewReports', named, ownList, 'user_id'),
  row(
    'reportReview',
    things,
    signedIn((caller, subject) => {
      if (caller === 'guest') return 403;
      if (subject === 'missing') return 404;
      return owns(caller, subject) ? 403 : 201;
    }),
  ),
  row('dismissReviewReport', thing, staff(200)),
  row('hideReview', thing, staff(200)),
  row('showReviewAgain', thing, staff(200)),
];

export type Cell = { row: Row; caller: Caller; subject: Subject; expected: Expected };

/** Each row with each caller and each subject, the expectation spelt out. */
export const cells: readonly Cell[] = table.flatMap((one) =>
  one.subjects.flatMap((subject) =>
    callers.map((caller) => {
      const said = one.rule(caller, subject);
      return { row: one, caller, subject, expected: typeof said === 'number' ? { status: said } : said };
    }),
  ),
);

export const nameOf = ({ row: { operation, of }, caller, subject }: Cell): string =>
  `${operation}${of === undefined ? '' : ` (${of})`} by ${caller}${subject === 'none' ? '' : ` of ${subject}`}`;
