// Pages that say how the shop works. They ask nobody anything.

import { Elysia } from 'elysia';
import { AccessibilityHelpPage } from '#views/help/accessibility.tsx';
import { DeliveryHelpPage } from '#views/help/delivery.tsx';
import { PrivacyHelpPage } from '#views/help/privacy.tsx';
import { ReturnsHelpPage } from '#views/help/returns.tsx';
import { url } from '#views/urls.ts';
import { deliveryTerms } from '../delivery.ts';
import type { Deps } from '../deps.ts';
import { type PageParts, renderPage } from '../render.ts';
import type { Doors } from '../visit.ts';

export function help(deps: Deps, { page }: Doors) {
  const still = (path: string, title: string, content: () => PageParts['content']) =>
    page((visit) => renderPage(deps, visit, { title, content: content(), caching: 'catalogue', canonical: path }));
  const delivery = () => DeliveryHelpPage({ deliveries: deliveryTerms(), currency: deps.settings.CURRENCY });
  return new Elysia({ name: 'pages/help' })
    .get(url.delivery(), still(url.delivery(), 'Delivery', delivery))
    .get(url.returns(), still(url.returns(), 'Returns', ReturnsHelpPage))
    .get(url.privacy(), still(url.privacy(), 'Privacy', PrivacyHelpPage))
    .get(url.accessibility(), still(url.accessibility(), 'Accessibility', AccessibilityHelpPage));
}
