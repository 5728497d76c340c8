package io.vagus.billing.service.usage;

import io.smallrye.mutiny.Uni;
import io.vagus.billing.catalog.Catalog;
import io.vagus.billing.catalog.Plan;
import io.vagus.billing.metering.BillingMonth;
import io.vagus.billing.rating.Cost;
import io.vagus.billing.rating.Rating;
import io.vagus.billing.service.access.AccountAccess;
import io.vagus.billing.service.plans.MoneyView;
import io.vagus.billing.service.plans.PlanView;
import io.vagus.billing.service.platform.ProblemException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows an account's month to those who may see the account. */
@Path("/api/v1/accounts/{accountId}/usage")
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {

    private static final Pattern UUID_SHAPE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern MONTH_SHAPE = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])");

    private final AccountAccess access;
    private final UsageStore store;
    private final Catalog catalog;
    private final InstantSource clock;

    UsageResource(AccountAccess access, UsageStore store, Catalog catalog, InstantSource clock) {
        this.access = access;
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
    }

    @GET
    public Uni<UsageView> getUsage(
            @PathParam("accountId") String accountId,
            @QueryParam("month") @Nullable String month,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        UUID account = accountId(accountId);
        BillingMonth asked = month == null ? BillingMonth.of(clock.instant()) : month(month);
        return access.keyOf(account, authorization)
                .flatMap(key -> store.find(key, asked))
                .map(usage -> view(account, asked, usage));
    }

    private UsageView view(UUID account, BillingMonth month, MonthlyUsage usage) {
        Plan plan = catalog.planOf(usage.planId());
        Cost cost = Rating.rate(plan, usage.traffic());
        return new UsageView(
                account,
                month.toString(),
                QuantityView.of(usage.traffic().in()),
                QuantityView.of(usage.traffic().out()),
                usage.meteredUntil(),
                PlanView.of(plan),
                cost.lines().stream().map(CostLineView::of).toList(),
                MoneyView.of(cost.total()));
    }

    private static UUID accountId(String text) {
        if (!UUID_SHAPE.matcher(text).matches()) {
            throw ProblemException.invalid("accountId", "must be a UUID");
        }
        return UUID.fromString(text);
    }

    private static BillingMonth month(String text) {
        if (!MONTH_SHAPE.matcher(text).matches()) {
            throw ProblemException.invalid("month", "must be YYYY-MM");
        }
        return new BillingMonth(YearMonth.parse(text));
    }
}
