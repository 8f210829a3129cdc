const grant = {
  type: 'object',
  required: ['access_token', 'token_type', 'expires_in', 'refresh_token'],
  properties: {
    access_token: { type: 'string' },
    token_type: { const: 'Bearer' },
    expires_in: { type: 'integer' },
    refresh_token: { type: 'string' },
  },
};
const oauthError = {
  type: 'object',
  required: ['error'],
  properties: {
    error: { enum: ['invalid_request', 'invalid_grant', 'unsupported_grant_type'] },
    error_description: { type: 'string' },
  },
};
const form = {
  type: 'object',
  required: ['grant_type'],
  properties: {
    grant_type: { enum: ['password', 'refresh_token'] },
    username: { type: 'string' },
    password: { type: 'string' },
    refresh_token: { type: 'string' },
  },
};
const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The one operation that is not ours to shape: RFC 6749. */
export function describeTokenEndpoint() {
  return {
    operationId: 'auth.token',
    tags: ['auth'],
    summary: 'OAuth 2 token endpoint (RFC 6749: password and refresh_token grants)',
    description: 'Public.',
    security: [],
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: form,
          example: { grant_type: 'password', username: 'ada@example.org', password: 'plinth-otter-cadmium' },
        },
      },
    },
    responses: {
      200: { description: 'tokens', content: { 'application/json': { schema: grant } } },
      400: {
        description: 'an error of RFC 6749, section 5.2',
        content: { 'application/json': { schema: oauthError } },
      },
      415: { description: 'The body is not form-encoded', content: problem },
      429: { description: 'Too many requests', content: problem },
      503: { description: 'Nobody has set this server up yet · The server is shutting down', content: problem },
    },
  };
}
