export const dynamic = 'force-dynamic';

export function GET() {
  const order = { id: 7 };
  return Response.json({ street: order.customer.street });
}
