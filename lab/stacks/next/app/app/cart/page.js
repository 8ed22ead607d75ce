export const dynamic = 'force-dynamic';

function cartTotal(cart) {
  return cart.items.reduce((sum, item) => sum + item.price, 0);
}

export default function Cart() {
  return <p>{cartTotal({})}</p>;
}
