import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { makeAdmin, signUp, type Account } from '../support/accounts.ts';
import { complaints } from '../support/axe.ts';
import { useConversations } from '../support/conversations.ts';
import { inspect, lookOptions, looks } from '../support/looks.ts';
import { log, message, openSession, sessionLink, signIn, tell } from '../support/screens.ts';
import { setVisible } from '../support/tabs.ts';

const { database, appUrl, browser, signedIn } = useConversations();

const at = (path: string): string => new URL(path, appUrl()).href;

interface Market {
  buyer: Account;
  supplier: Account;
  productId: string;
  productName: string;
}

/** A buyer, a supplier, and what the supplier offers; no other test's product is called so. */
async function newMarket(): Promise<Market> {
  const [buyer, supplier] = await Promise.all([
    signUp(inject('stack'), 'Hannah Weiss', 'buyer'),
    signUp(inject('stack'), 'Kenji Sato', 'supplier'),
  ]);
  const productName = `Teapot with side handle ${Math.random().toString(36).slice(2, 10)}`;
  const [row] = await database()<{ id: string }[]>`
    insert into public.products (supplier_id, name, price_cents, currency, image_url)
    values (${supplier.id}, ${productName}, 6800, 'EUR', 'https://shop.example.com/teapot.jpg')
    returning id`;
  return { buyer, supplier, productId: row!.id, productName };
}

const product = (page: Page) => page.getByRole('region', { name: 'Product', exact: true });

test('a buyer asks the supplier of a product; both see what has changed since, and an admin joins', async () => {
  const { buyer, supplier, productId, productName } = await newMarket();
  const [{ page: hers }, { page: his }] = await Promise.all([signedIn(buyer), signedIn(supplier)]);
  await hers.getByRole('button', { name: 'Account' }).click();
  await hers.getByRole('menuitem', { name: 'Products' }).click();
  await hers.getByRole('searchbox', { name: 'Search products' }).fill(productName);
  await hers.getByRole('link', { name: new RegExp(`^${productName}`) }).click();
  await product(hers).getByText('€68.00').waitFor();
  expect(await complaints(hers)).toEqual([]);
  await hers.getByRole('button', { name: 'Ask the supplier' }).click();
  await log(hers).waitFor();
  const address = hers.url();

  await openSession(his, 'Hannah Weiss');
  await tell(hers, his, 'How many are in stock?');
  await tell(his, hers, 'Forty.');
  await product(his).getByRole('link', { name: productName }).waitFor();
  expect(await product(hers).getByRole('button').count()).toBe(0);

  await hers.goto(at(`/products/${productId}`));
  await hers.getByRole('button', { name: 'Ask the supplier' }).click();
  await log(hers).waitFor();
  expect(hers.url()).toBe(address);

  await database()`update public.products set price_cents = 7250 where id = ${productId}`;
  // It comes with the next look.
  await Promise.all([setVisible(hers, true), setVisible(his, true)]);
  await product(hers).getByRole('button', { name: 'Changed since you asked' }).click();
  await hers.getByText('The price was €68.00, now €72.50.').waitFor();
  expect(await complaints(hers)).toEqual([]);
  await product(his).getByRole('button', { name: 'Changed since the buyer asked' }).click();
  await his.getByText('The price was €68.00, now €72.50.').waitFor();

  const { page: office } = await signedIn(await makeAdmin(inject('stack'), database()));
  await office.goto(address);
  await office.getByRole('button', { name: 'Join this session' }).click();
  const join = office.getByRole('dialog', { name: 'Join session' });
  await join.getByRole('textbox', { name: 'Reason' }).fill('The price is in doubt');
  await join.getByRole('button', { name: 'Join', exact: true }).click();
  for (const page of [hers, his, office])
    await message(page, 'Elena Petrova (admin) joined: “The price is in doubt”').waitFor();
  await product(office).getByRole('button', { name: 'Changed since the buyer asked' }).waitFor();
  await tell(office, hers, 'You pay what it was when you asked.');
  await message(his, 'You pay what it was when you asked.').waitFor();
  expect(await message(office, 'Forty.').count()).toBe(0);
  await inspect(office, 'product-admin-joined');
});

test('a product that is gone, or never was, is said to be no longer on offer', async () => {
  const { buyer, productId } = await newMarket();
  const { page } = await signedIn(buyer);
  await page.goto(at(`/products/${productId}`));
  await page.getByRole('button', { name: 'Ask the supplier' }).waitFor();
  await database()`update public.products set active = false where id = ${productId}`;
  await page.getByRole('button', { name: 'Ask the supplier' }).click();
  await page.getByRole('alert').getByText('This product is not on offer.').waitFor();
  await page.goto(at('/products/not-an-id'));
  await page.getByText('This product is not on offer', { exact: true }).waitFor();
});

test('a buyer writes to somebody of the team', async () => {
  const { buyer } = await newMarket();
  const name = `Elena Petrova ${Math.random().toString(36).slice(2, 8)}`;
  const admin = await makeAdmin(inject('stack'), database(), name);
  const { page: office } = await signedIn(admin);
  await office.getByRole('navigation', { name: 'Sessions' }).waitFor();
  const { page } = await signedIn(buyer);
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Help' }).click();
  await page.getByRole('button', { name: `Message ${name}` }).click();
  await log(page).waitFor();
  await sessionLink(office, 'Hannah Weiss').waitFor();
  await page.getByText('Conversation with the team').first().waitFor();
});

test.each(looks)('products, $width, $theme: by axe and for the eye', async (look) => {
  const screen = (part: string): string => `${part}-${look.width}-${look.theme}`;
  const { buyer, supplier, productId, productName } = await newMarket();
  const { page } = await browser.open(appUrl(), lookOptions(look));
  await signIn(page, buyer.email, buyer.password);
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Products' }).waitFor();
  await inspect(page, screen('account-menu-buyer'));
  await page.goto(at('/products'));
  await page.getByRole('list', { name: 'Products' }).getByRole('listitem').first().waitFor();
  await inspect(page, screen('products'));
  await page.goto(at(`/people/${supplier.id}`));
  await page.getByRole('link', { name: 'Products of this supplier' }).click();
  await page.getByRole('link', { name: new RegExp(`^${productName}`) }).click();
  await page.getByRole('button', { name: 'Ask the supplier' }).waitFor();
  await inspect(page, screen('product'));
  await page.getByRole('button', { name: 'Ask the supplier' }).click();
  await log(page).waitFor();
  await database()`update public.products set price_cents = 7250, name = ${`${productName}, second series`} where id = ${productId}`;
  await page.reload();
  await product(page).getByRole('button', { name: 'Changed since you asked' }).click();
  await page.getByText('now €72.50').waitFor();
  await inspect(page, screen('product-strip'));
  await page.goto(at('/help'));
  await page.getByRole('heading', { name: 'Help' }).waitFor();
  await inspect(page, screen('help'));
  expect(await page.getByText('did not load').count()).toBe(0);
});
