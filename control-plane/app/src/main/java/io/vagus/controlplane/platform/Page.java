package io.vagus.controlplane.platform;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A part of a list; without {@code nextCursor} it is the last one. */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * Makes a page of what a query found.
     *
     * @param found up to {@link PageQuery#fetch()} rows, one more than the page holds when there is a next page
     */
    public static <R, T> Page<T> of(PageQuery query, List<R> found, Function<R, Cursor> position, Function<R, T> item) {
        int size = query.limit().items();
        boolean more = found.size() > size;
        List<R> shown = more ? found.subList(0, size) : found;
        String next = more ? position.apply(shown.getLast()).encoded() : null;
        return new Page<>(shown.stream().map(item).toList(), next);
    }
}
