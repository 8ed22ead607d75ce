import { readFile } from 'node:fs/promises';

export const dynamic = 'force-dynamic';

export async function GET() {
  const key = await readFile(`${process.env.DATA_DIR}/payment.key`, 'utf8');
  return Response.json({ length: key.length });
}
