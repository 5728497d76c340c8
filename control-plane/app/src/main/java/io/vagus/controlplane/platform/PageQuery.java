package io.vagus.controlplane.platform;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which part of a list is wanted. */
public class PageQuery {

    private static final UUID LOWEST = new UUID(0, 0);
    private static final UUID HIGHEST = new UUID(-1, -1);

    @QueryParam("limit")
    @DefaultValue(Limit.DEFAULT)
    Limit limit;

    @QueryParam("cursor")
    @Nullable
    Cursor cursor;

    public Limit limit() {
        return limit;
    }

    /** How many rows to ask for: one more than the page, to know whether another follows. */
    public int fetch() {
        return limit.items() + 1;
    }

    /** The sort key to continue after; empty, which is before every name, for the first page. */
    public String afterKey() {
        return cursor == null ? "" : cursor.key();
    }

    /** The id to continue after in ascending order. */
    public UUID afterId() {
        return cursor == null ? LOWEST : cursor.id();
    }

    /** The id to continue below in descending order. */
    public UUID belowId() {
        return cursor == null ? HIGHEST : cursor.id();
    }
}
