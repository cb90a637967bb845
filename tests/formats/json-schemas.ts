// OPDS 2.0 as its JSON schemas have it (feed, publication and link of drafts.opds.io with the metadata of the Readium web publication
// manifest), and the book as schema.org and what shops are asked for have it. Written out here, so that no test asks the net.

const words = { type: 'string', pattern: '\\S' } as const;
const address = { type: 'string', pattern: '^https?://[^\\s<>"]+$' } as const;
const instant = { type: 'string', format: 'date-time' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const size = { type: 'integer', exclusiveMinimum: 0 } as const;

const price = {
  type: 'object',
  properties: { value: { type: 'number', minimum: 0 }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
  required: ['value', 'currency'],
  additionalProperties: false,
} as const;

const link = {
  type: 'object',
  properties: {
    href: { type: 'string', minLength: 1 },
    type: { type: 'string', pattern: '^[\\w.+-]+/[\\w.+-]+' },
    title: words,
    rel: { anyOf: [words, { type: 'array', items: words, minItems: 1 }] },
    templated: { type: 'boolean' },
    width: size,
    height: size,
    properties: {
      type: 'object',
      properties: {
        numberOfItems: count,
        price,
        availability: {
          type: 'object',
          properties: { state: { enum: ['available', 'unavailable', 'reserved', 'ready'] } },
          required: ['state'],
        },
      },
    },
  },
  required: ['href', 'type'],
  additionalProperties: false,
  // A template is one only where it says so.
  if: { properties: { templated: { const: true } }, required: ['templated'] },
  else: { properties: { href: { format: 'uri' } } },
} as const;

const hasRel = (rel: string) => ({
  properties: { rel: { anyOf: [{ const: rel }, { type: 'array', contains: { const: rel } }] } },
  required: ['rel'],
});

const contributor = {
  type: 'object',
  properties: { name: words, links: { type: 'array', items: link } },
  required: ['name'],
  additionalProperties: false,
} as const;

const publication = {
  type: 'object',
  properties: {
    metadata: {
      type: 'object',
      properties: {
        '@type': { type: 'string', format: 'uri' },
        identifier: { type: 'string', format: 'uri' },
        title: words,
        subtitle: words,
        author: { type: 'array', items: contributor, minItems: 1 },
        publisher: words,
        language: { type: 'string', pattern: '^[a-z]{2,3}$' },
        published: { type: 'string', format: 'date' },
        modified: instant,
        numberOfPages: size,
        description: { type: 'string' },
        subject: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: words, code: words, scheme: { type: 'string', format: 'uri' } },
            required: ['name'],
          },
        },
        belongsTo: {
          type: 'object',
          properties: {
            series: { type: 'object', properties: { name: words, position: { type: 'number' } }, required: ['name'] },
          },
        },
      },
      required: ['title', 'identifier', '@type'],
      additionalProperties: false,
    },
    links: {
      type: 'array',
      items: link,
      contains: { properties: { rel: { pattern: '^http://opds-spec\\.org/acquisition' } }, required: ['rel'] },
    },
    images: {
      type: 'array',
      items: link,
      minItems: 1,
      contains: { properties: { type: { enum: ['image/jpeg', 'image/png', 'image/gif', 'image/avif'] } } },
    },
  },
  required: ['metadata', 'links', 'images'],
  additionalProperties: false,
} as const;

export const opds2Schema = {
  type: 'object',
  properties: {
    metadata: {
      type: 'object',
      properties: {
        identifier: { type: 'string', format: 'uri' },
        title: words,
        subtitle: words,
        modified: instant,
        itemsPerPage: size,
        numberOfItems: count,
        currentPage: size,
      },
      required: ['title'],
      additionalProperties: false,
    },
    links: { type: 'array', items: link, contains: hasRel('self') },
    navigation: { type: 'array', items: { allOf: [link, { required: ['title'] }] }, minItems: 1 },
    publications: { type: 'array', items: publication, minItems: 1, uniqueItems: true },
    facets: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          metadata: { type: 'object', properties: { title: words }, required: ['title'] },
          links: { type: 'array', items: { allOf: [link, { required: ['title'] }] }, minItems: 1 },
        },
        required: ['metadata', 'links'],
      },
    },
  },
  required: ['metadata', 'links'],
  oneOf: [{ required: ['publications'] }, { required: ['navigation'] }],
  additionalProperties: false,
} as const;

const schemaOrg = (...names: string[]) => ({ enum: names.map((name) => `https://schema.org/${name}`) });
const typed = (type: string, properties: object, required: string[] = []) => ({
  type: 'object',
  properties: { '@type': { const: type }, ...properties },
  required: ['@type', ...required],
  additionalProperties: false,
});
const days = typed('QuantitativeValue', { minValue: count, maxValue: count, unitCode: { const: 'DAY' } }, [
  'minValue',
  'maxValue',
  'unitCode',
]);

const offer = typed(
  'Offer',
  {
    price: { type: 'string', pattern: '^\\d+\\.\\d{2}$' },
    priceCurrency: { type: 'string', pattern: '^[A-Z]{3}$' },
    availability: schemaOrg('InStock', 'OutOfStock'),
    itemCondition: schemaOrg('NewCondition'),
    url: address,
    seller: typed('BookStore', { name: words, url: address }, ['name', 'url']),
    shippingDetails: typed(
      'OfferShippingDetails',
      {
        shippingRate: typed(
          'MonetaryAmount',
          { value: { type: 'string', pattern: '^\\d+\\.\\d{2}$' }, currency: words },
          ['value', 'currency'],
        ),
        deliveryTime: typed('ShippingDeliveryTime', { handlingTime: days, transitTime: days }, ['transitTime']),
      },
      ['shippingRate', 'deliveryTime'],
    ),
    hasMerchantReturnPolicy: typed(
      'MerchantReturnPolicy',
      {
        returnPolicyCategory: schemaOrg('MerchantReturnFiniteReturnWindow'),
        merchantReturnDays: size,
        returnMethod: schemaOrg('ReturnByMail'),
        refundType: schemaOrg('FullRefund'),
        merchantReturnLink: address,
      },
      ['returnPolicyCategory', 'merchantReturnDays', 'merchantReturnLink'],
    ),
  },
  ['price', 'priceCurrency', 'availability', 'itemCondition', 'url', 'shippingDetails', 'hasMerchantReturnPolicy'],
);

/** Book and Product in one: their own properties (`isbn`, `numberOfPages`; `gtin13`, `sku`, `offers`), each of the type it asks for. */
export const bookSchema = {
  type: 'object',
  properties: {
    '@context': { const: 'https://schema.org' },
    '@type': { const: ['Book', 'Product'] },
    name: words,
    author: { type: 'array', items: typed('Person', { name: words }, ['name']), minItems: 1 },
    isbn: { type: 'string', pattern: '^97[89]\\d{10}$' },
    gtin13: { type: 'string', pattern: '^97[89]\\d{10}$' },
    sku: words,
    bookFormat: schemaOrg('Paperback', 'Hardcover', 'AudiobookFormat', 'EBook'),
    publisher: typed('Organization', { name: words }, ['name']),
    datePublished: { type: 'string', format: 'date' },
    inLanguage: { type: 'string', pattern: '^[a-z]{2,3}$' },
    numberOfPages: size,
    description: words,
    position: words,
    isPartOf: typed('BookSeries', { name: words }, ['name']),
    url: address,
    image: { type: 'string', pattern: '^https?://\\S+\\.(png|jpe?g|webp)$' },
    offers: offer,
    aggregateRating: typed(
      'AggregateRating',
      { ratingValue: { type: 'number', minimum: 1, maximum: 5 }, reviewCount: size },
      ['ratingValue', 'reviewCount'],
    ),
  },
  required: ['@context', '@type', 'name', 'author', 'sku', 'url', 'image', 'offers'],
  additionalProperties: false,
} as const;
