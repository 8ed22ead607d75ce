export const dynamic = 'force-dynamic';

export default async function Address() {
  const answer = await fetch(`${process.env.PAYMENTS_URL}/v1/address`, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`address service answered ${answer.status} for ${answer.url}`);
  return <p>known</p>;
}
