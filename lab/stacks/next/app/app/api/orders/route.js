export const dynamic = 'force-dynamic';

export function GET() {
  return Response.json({ message: 'Internal Server Error' }, { status: 500 });
}
