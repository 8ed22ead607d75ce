export const dynamic = 'force-dynamic';

export default function Home() {
  console.log('GET /');
  return <h1>Shop</h1>;
}
