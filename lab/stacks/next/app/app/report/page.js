import { Pool } from 'pg';

export const dynamic = 'force-dynamic';

export default async function Report() {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL });
  const { rows } = await pool.query('SELECT day FROM order_report');
  return <p>{rows.length} days</p>;
}
