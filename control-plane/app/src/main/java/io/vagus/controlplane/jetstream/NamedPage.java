package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Cuts a page out of a whole list that is in the order of its names. */
public record NamedPage(PageQuery query) {

    private static final UUID NONE = new UUID(0, 0);

    <T> Page<T> of(List<T> all, Function<T, String> name) {
        List<T> found = all.stream()
                .filter(item -> name.apply(item).compareTo(query.afterKey()) > 0)
                .limit(query.fetch())
                .toList();
        return Page.of(query, found, item -> new Cursor(name.apply(item), NONE), item -> item);
    }
}
