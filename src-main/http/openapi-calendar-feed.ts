const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The one operation whose credential stands in its address: programs that show calendars send no headers. */
export function describeCalendarFeed() {
  return {
    operationId: 'scheduler.feed',
    tags: ['scheduler'],
    summary: 'The calendar as iCalendar, from a week ago to 90 days ahead',
    description: 'Needs a token whose one scope is `calendar:read`, in the query.',
    security: [{ feed: [] }],
    responses: {
      200: {
        description: 'at most 5,000 events in UTC (RFC 5545)',
        content: { 'text/calendar': { schema: { type: 'string' } } },
      },
      401: { description: 'The token is missing, wrong, expired or revoked', content: problem },
      403: { description: 'The token may do more than read the calendar', content: problem },
      422: { description: 'The query holds something else', content: problem },
      429: { description: 'Too many requests', content: problem },
      503: { description: 'Nobody has set this server up yet · The server is shutting down', content: problem },
    },
  };
}
