// Pages that say how the shop works. They ask nobody anything.

import { Elysia } from 'elysia';
import { asConfigured, type Generosity } from '#kit/limits';
import { AccessibilityHelpPage } from '#views/help/accessibility.tsx';
import { DeliveryHelpPage } from '#views/help/delivery.tsx';
import { DevelopersHelpPage, type LimitTold } from '#views/help/developers.tsx';
import { PrivacyHelpPage } from '#views/help/privacy.tsx';
import { ReturnsHelpPage } from '#views/help/returns.tsx';
import { TermsHelpPage } from '#views/help/terms.tsx';
import { url } from '#views/urls.ts';
import { deliveryTerms } from '../delivery.ts';
import type { Deps } from '../deps.ts';
import { limits } from '../limits.ts';
import { type PageParts, renderPage } from '../render.ts';
import { seller } from '../seller.ts';
import type { Doors } from '../visit.ts';

const told = [
  ['Requests to the API', limits.api],
  ['Orders placed', limits.checkout],
  ['Reviews written', limits.reviews],
  ['Searches', limits.search],
  ['Suggestions', limits.suggestions],
] as const;

function toldLimits(times: Generosity): LimitTold[] {
  return told.flatMap(([what, limit]) => {
    const here = asConfigured(limit, times);
    return here ? [{ what, quota: here.quota, windowSeconds: here.windowSeconds }] : [];
  });
}

export function help(deps: Deps, { page }: Doors) {
  const still = (path: string, title: string, content: () => PageParts['content']) =>
    page((visit) => renderPage(deps, visit, { title, content: content(), caching: 'catalogue', canonical: path }));
  const delivery = () => DeliveryHelpPage({ deliveries: deliveryTerms(), currency: deps.settings.CURRENCY });
  const terms = () => TermsHelpPage({ seller });
  const developers = () => DevelopersHelpPage({ origin: deps.origin, limits: toldLimits(deps.settings.RATE_LIMITS) });
  return new Elysia({ name: 'pages/help' })
    .get(url.delivery(), still(url.delivery(), 'Delivery', delivery))
    .get(url.returns(), still(url.returns(), 'Returns', ReturnsHelpPage))
    .get(url.privacy(), still(url.privacy(), 'Privacy', PrivacyHelpPage))
    .get(url.terms(), still(url.terms(), 'Terms of sale', terms))
    .get(url.developers(), still(url.developers(), 'For developers', developers))
    .get(url.accessibility(), still(url.accessibility(), 'Accessibility', AccessibilityHelpPage));
}
