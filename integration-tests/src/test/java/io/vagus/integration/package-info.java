/** Uses a whole running service as its users do: by browser, REST API, NATS clients, Terraform and the command line. */
@NullMarked
package io.vagus.integration;

import org.jspecify.annotations.NullMarked;
