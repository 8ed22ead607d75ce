export const dynamic = 'force-dynamic';

export default async function Rates() {
  const answer = await fetch(`${process.env.PAYMENTS_URL}/v1/rates`, { cache: 'no-store' });
  const rates = await answer.json();
  return <p>{rates.eur}</p>;
}
