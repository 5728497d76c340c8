package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Decimal;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import java.time.Duration;
import java.util.Locale;

/** Reads the time that those who come have to authenticate in: text, or a number of seconds. */
final class AuthenticationTimeout {
    private static final double LONG_SECONDS = 60;
    private static final double NANOS_PER_SECOND = 1e9;

    private AuthenticationTimeout() {}

    /**
     * The time; one that is long gets a warning.
     *
     * @param key the name of the field, as written
     * @param what how the block that it stands in is called in errors
     */
    static Duration read(FieldReader fields, Item item, String key, String what) {
        double seconds;
        if (item.value() instanceof Whole whole) {
            seconds = whole.value();
        } else if (item.value() instanceof Decimal decimal) {
            seconds = decimal.value();
        } else if (item.value() instanceof Text text) {
            Duration duration = GoDuration.parse(text.value());
            if (duration == null) {
                throw new ConfigException(
                        item.position(),
                        "error parsing " + what + " config, 'timeout' " + GoDuration.problem(text.value()));
            }
            seconds = duration.toNanos() / NANOS_PER_SECOND;
        } else {
            throw new ConfigException(item.position(), "error parsing " + what + " config, 'timeout' wrong type");
        }
        if (seconds > LONG_SECONDS) {
            fields.warnOfUse(
                    item.position(),
                    key,
                    String.format(
                            Locale.ROOT,
                            "timeout of %s (%f seconds) is high, consider keeping it under 60 seconds. possibly caused"
                                    + " by unquoted duration; use '1m' instead of 1m, for example",
                            item.value().goText(),
                            seconds));
        }
        return Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
    }
}
