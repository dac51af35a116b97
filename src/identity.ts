/**
 * The issuer of the local backend's own identity. It is not configured as an identity provider anywhere: only the
 * embedded local backend, which makes the signing key in its own memory, can vouch for it. So no setting can open a real
 * deployment to it. The name ends in `.invalid`, which nobody can register.
 */
export const LOCAL_ISSUER = "https://local-backend.invalid";
