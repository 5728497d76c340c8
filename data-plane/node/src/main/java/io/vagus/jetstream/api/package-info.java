/** The JetStream API's own words: errors, configurations, requests and answers, as data. No threads, no state. */
@NullMarked
package io.vagus.jetstream.api;

import org.jspecify.annotations.NullMarked;
