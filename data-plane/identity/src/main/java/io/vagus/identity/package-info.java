/** Who is who in NATS: nkeys, the JWTs of operators, accounts and users, credentials files and permissions. Shared by both planes. */
@NullMarked
package io.vagus.identity;

import org.jspecify.annotations.NullMarked;
