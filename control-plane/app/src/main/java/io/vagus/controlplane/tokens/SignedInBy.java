package io.vagus.controlplane.tokens;

import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.identity.TokenScope;

/** Whom a token signs in, and how much it opens. */
record SignedInBy(Person person, TokenScope scope) {}
