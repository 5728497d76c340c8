package io.vagus.controlplane.audit;

import io.vagus.controlplane.platform.FilterText;
import io.vagus.controlplane.platform.Moment;
import io.vagus.controlplane.platform.PageQuery;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Which part of an audit log is wanted. */
public class AuditQuery extends PageQuery {

    @QueryParam("actor")
    @Nullable
    FilterText actor;

    @QueryParam("action")
    @Nullable
    FilterText action;

    @QueryParam("target")
    @Nullable
    FilterText target;

    @QueryParam("outcome")
    @Nullable
    FilterText outcome;

    @QueryParam("from")
    @Nullable
    Moment from;

    @QueryParam("to")
    @Nullable
    Moment to;

    /** As the table is asked. An action or a target matches by its beginning as well: {@code account}, {@code user.create}. */
    public AuditFilter filter() {
        return new AuditFilter(
                text(actor),
                text(action),
                text(target),
                text(outcome),
                from == null ? null : from.at(),
                to == null ? null : to.at());
    }

    private static @Nullable String text(@Nullable FilterText filter) {
        return filter == null ? null : filter.value();
    }
}
