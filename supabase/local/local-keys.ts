/**
 * The keys of the local stack. They are the same on every machine and protect nothing: the stack
 * listens on 127.0.0.1 only and holds demo data. A real project has keys of its own.
 */
export const LOCAL_PUBLISHABLE_KEY = 'sb_publishable_local_demo_key_not_a_secret';
export const LOCAL_SECRET_KEY = 'sb_secret_local_demo_key_not_a_secret';
export const LOCAL_JWT_SECRET = 'local-demo-jwt-secret-with-at-least-32-characters';
