export const dynamic = 'force-dynamic';

export function GET() {
  console.log('GET /api/health');
  return Response.json({ status: 'ok' });
}
