'use strict';

function cartTotal(cart) {
  return cart.items.reduce((sum, item) => sum + item.price * item.quantity, 0);
}

function shippingLabel(order) {
  return `${order.customer.address.street}, ${order.customer.address.city}`;
}

function applyCoupon(coupons, code) {
  const coupon = coupons.find((entry) => entry.code === code);
  return coupon.percent;
}

function priceWithTax(price) {
  return Number(price).toFixed(120);
}

function categoryPath(node) {
  return node.parent ? `${categoryPath(node.parent)}/${node.name}` : node.name;
}

function loopedCategory() {
  const node = { name: 'shoes' };
  node.parent = node;
  return categoryPath(node);
}

async function reserveAll(ids) {
  return await Promise.any(ids.map(async (id) => reserve(id)));
}

async function reserve(id) {
  throw new RangeError(`sku ${id} is out of range`);
}

function importFeed(text) {
  try {
    return parseFeed(text);
  } catch (error) {
    throw new Error('feed import failed', { cause: error });
  }
}

function parseFeed(text) {
  const lines = text.split('\n');
  return lines.map((line) => line.split(';')[3].trim());
}

module.exports = { cartTotal, shippingLabel, applyCoupon, priceWithTax, loopedCategory, reserveAll, importFeed };
