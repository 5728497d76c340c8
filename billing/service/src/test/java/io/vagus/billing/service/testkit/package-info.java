/** What the tests need around the service: PostgreSQL, a control plane that answers one question, a clock to move. */
@NullMarked
package io.vagus.billing.service.testkit;

import org.jspecify.annotations.NullMarked;
